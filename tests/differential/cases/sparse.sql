select * from customers
select * from orders
select * from nothing
select * from one
select count(*) from nothing
select sum(n), max(s) from nothing, one
select count(*) from orders
select count(*), count(coupon), count(distinct coupon) from orders
select customer_id, name from customers where customer_id = 'c007'
select name from customers where customer_id in ('c001', 'c002', 'zzz', 'c001')
select name from customers where customer_id = 'c001' or customer_id = 'c009'
select * from orders where customer_id = 'c004'
select * from orders where customer_id = 'c004' and order_no = 5
select order_no from orders where customer_id = 'c010' and order_no between 20 and 160
select order_no from orders where customer_id in ('c010', 'c011', 'c012') and order_no > 100
select order_no from orders where customer_id = 'c010' and (order_no < 50 or order_no >= 200)
select order_no from orders where customer_id = 'c010' and order_no > 10 and order_no > 30 and order_no <= 190
select order_no from orders where customer_id = 'c010' and order_no = 1.5
select order_no from orders where (customer_id, order_no) = ('c010', 11)
select order_no, total from orders where status = 'SENT'
select order_no, total from orders where status = 'SENT' and sent_at >= '2024-05'
select order_no from orders where status = 'NEW'
select order_no from orders where status = 'SENT' and sent_at like '2024-03%'
select order_no from orders where coupon = 'SAVE10'
-- Two values hold 20 items each of an index whose items are fetched back one by one; fewer are estimated.
+ select order_no, total from orders where coupon = 'SAVE20' and total > 100
select order_no from orders where coupon is null
select order_no from orders where coupon is not null and status <> 'PAID'
select order_no from orders where not (status = 'PAID')
select order_no from orders where coupon <> 'SAVE10'
select order_no from orders where gift
select order_no from orders where not gift
select order_no from orders where gift is null and qty > 7
select order_no from orders where gift is not true and qty = 3
select order_no from orders where coalesce(coupon, 'none') = 'none' and qty = 2
select order_no from orders where status in ('NEW', 'SENT') and qty in (1, 2)
select order_no from orders where status not in ('NEW', 'SENT')
select order_no from orders where coupon not in ('SAVE10')
select order_no from orders where qty * 2 > 15
select order_no from orders where total > 900.5 and total <= 950
select order_no from orders where total = 0 or total is null
select customer_id from customers where email is null
select customer_id from customers where email like 'user1%'
select customer_id from customers where email like '%1@example.com'
select customer_id from customers where email ilike 'USER2%'
select customer_id from customers where starts_with(name, 'Ada')
select customer_id from customers where contains(name, 'Neil')
select customer_id from customers where name = 'o''Neil 3' or name like 'o''Neil%'
select customer_id, note from customers where note = ''
select customer_id, note from customers where note like '100\%%' escape '\'
select customer_id from customers where vip
select customer_id from customers where vip = false
select customer_id from customers where vip is distinct from true
select customer_id, score from customers where score < 0
select customer_id, score from customers where country = 'US' and score > 50
select customer_id, score from customers where country = 'DE'
select customer_id from customers where country = 'US' and score is null
= select customer_id, score from customers order by score desc, customer_id
= select customer_id, score from customers order by score, customer_id
= select customer_id, score from customers order by score desc nulls first, customer_id limit 7
= select order_no, total from orders where customer_id = 'c010' order by order_no
= select order_no, total from orders where customer_id = 'c010' order by order_no desc limit 2
= select order_no from orders where customer_id = 'c010' order by order_no desc limit 2 offset 1
= select order_no from orders order by order_no limit 5 offset 230
= select order_no from orders order by total, order_no limit 5
? select * from customers limit 5
? select name from customers where country = 'US' limit 4
? select order_no from orders where total > 500 limit 10 offset 3
select * from customers limit 0
? select order_no from orders limit 1000
select country, count(*), avg(score), min(name), max(email) from customers group by country
select country, count(*) from customers group by country having count(*) > 10
= select status, sum(total), sum(qty) from orders group by status order by status
select status, coupon, count(*) from orders group by grouping sets ((status), (coupon), ())
select status, coupon, count(*) from orders group by rollup (status, coupon)
select count(*) filter (where gift), count(*) filter (where coupon = 'SAVE10') from orders
select distinct status from orders
select distinct on (status) status from orders
select min(order_no), max(order_no) from orders where customer_id = 'c010'
select min(order_no), max(order_no) from orders where customer_id = 'nobody'
select count(*) from orders where customer_id = 'c010'
select count(*) from orders where status = 'SENT'
select count(*) from orders where status = 'PAID' and total > 300
select c.name, o.order_no from customers c join orders o on o.customer_id = c.customer_id where c.country = 'GB'
select c.name, o.order_no from customers c left join orders o on o.customer_id = c.customer_id and o.status = 'SENT' where c.country = 'DE'
select c.name, o.order_no from customers c left join orders o on o.customer_id = c.customer_id where o.order_no is null
select c.name, o.order_no from orders o right join customers c on o.customer_id = c.customer_id and o.total > 800
select c.customer_id, o.customer_id, o.order_no from customers c full join orders o using (customer_id) where c.customer_id is null or o.customer_id is null
select customer_id, count(*) from customers join orders using (customer_id) group by 1
select a.customer_id, b.name from customers a join customers b on a.referred_by = b.customer_id
select a.customer_id, b.customer_id from customers a, customers b where a.country = b.country and a.customer_id < b.customer_id and a.score = b.score
select name from customers where customer_id in (select customer_id from orders where status = 'CANCELLED')
select name from customers where customer_id not in (select customer_id from orders)
select name from customers c where exists (select 1 from orders o where o.customer_id = c.customer_id and o.total > 950)
select name from customers c where not exists (select 1 from orders o where o.customer_id = c.customer_id)
select name, (select count(*) from orders o where o.customer_id = c.customer_id) n from customers c
select name, (select max(total) from orders o where o.customer_id = c.customer_id and o.status = 'PAID') m from customers c where c.country = 'FR'
with big as (select customer_id, sum(total) t from orders group by 1 having sum(total) > 2000) select name, t from big join customers using (customer_id)
with recursive chain as (select customer_id, referred_by, 1 as depth from customers where customer_id = 'c020' union all select c.customer_id, c.referred_by, depth + 1 from chain join customers c on c.customer_id = chain.referred_by where depth < 20) select * from chain
select order_no, row_number() over (partition by customer_id order by order_no) n, sum(total) over (partition by customer_id order by order_no) s from orders
select * from (select order_no, rank() over (order by total desc, order_no) r from orders) where r <= 5
select order_no, total from orders qualify row_number() over (partition by status order by total desc, order_no) = 1
select customer_id, lag(order_no) over (partition by customer_id order by order_no) from orders where customer_id in ('c010', 'c020')
select status from orders union select country from customers
select customer_id from customers except select customer_id from orders
select customer_id from customers intersect select customer_id from orders
(select order_no from orders where status = 'NEW') union all (select order_no from orders where qty > 5)
select case when score < 0 then 'low' when score is null then 'none' else 'ok' end k, count(*) from customers group by k
select customer_id, unnest(tags) tag from customers
select tag, count(*) from (select unnest(tags) tag from customers) group by tag
select customer_id from customers where list_contains(tags, 'gold')
select customer_id, len(tags) from customers where tags is not null
select o.order_no, l.x from orders o, lateral (select o.qty * 2 as x) l where o.customer_id = 'c010'
select upper(name), length(name), substr(email, 1, 5), name || '!' from customers where country = 'FR'
select order_no, total::integer, qty / 2, qty // 2, total * 1.1 from orders where qty = 3
select customer_id from customers where regexp_matches(email, '^user[13]')
from orders select status, count(*) group by all
select * exclude (tags, note) from customers where country = 'GB'
select columns('.*_id') from customers where country = 'GB'
select c.* from customers c semi join orders o on o.customer_id = c.customer_id
select c.customer_id from customers c anti join orders o on o.customer_id = c.customer_id
select string_agg(status, ',' order by order_no) from orders where customer_id = 'c010'
select quantile_cont(total, 0.5), stddev(total), median(qty) from orders ==> select quantile_cont(total::decimal(22, 3), 0.5), stddev(total), median(qty) from orders
values (1, 'a'), (2, 'b')
select 1 as a, null as b, 'x' as c
select s.customers.name from s.customers where customer_id = 'c003' ==> select customers.name from customers where customer_id = 'c003'
select CUSTOMER_ID from Customers where Country = 'GB' ==> select customer_id as "customer_id" from customers where country = 'GB'
select max(sent_at), min(sent_at) from orders where status = 'SENT'
select a.order_no from orders a join orders b on a.customer_id = b.customer_id and a.order_no = b.order_no + 1
select count(*) from orders a, orders b where a.status = 'NEW' and b.status = 'CANCELLED'
select (select count(*) from customers) + (select count(*) from orders)
select customer_id from customers where score = (select max(score) from customers)
select customer_id from customers where score >= all (select score from customers where score is not null)
select country, list(customer_id order by customer_id) from customers group by country
select distinct country, vip from customers
-- Joins of every kind.
select c.name, o.total from customers c inner join orders o using (customer_id) where o.status = 'NEW'
+ select c.name, o.total from customers c left outer join orders o on c.customer_id = o.customer_id and o.coupon = 'SAVE10' where c.score > 100
select c.name, o.total from customers c right outer join orders o on c.customer_id = o.customer_id and c.country = 'US' where o.qty = 9
select coalesce(c.customer_id, o.customer_id) id, c.name, o.total from customers c full outer join orders o on c.customer_id = o.customer_id and o.qty > 8
select count(*) from customers cross join one
select c.customer_id, n.id from customers c left join nothing n on n.id = c.customer_id where c.country = 'FR'
select c.customer_id, n.id from nothing n right join customers c on n.id = c.customer_id where c.country = 'FR'
select c.customer_id from customers c join nothing n on n.id = c.customer_id
select * from nothing full join one using (id)
select customer_id from customers semi join orders using (customer_id)
select customer_id from customers anti join orders using (customer_id)
select o.order_no from orders o semi join customers c on o.customer_id = c.customer_id and c.vip where o.total > 500
select o.order_no from orders o anti join customers c on o.customer_id = c.customer_id
select a.customer_id, b.order_no from (select customer_id from customers order by 1 limit 5) a positional join (select order_no from orders order by 1 limit 3) b
select * exclude (email, tags, note) from customers natural join (select customer_id, order_no from orders where qty = 1) o
select c.customer_id, o.order_no from customers c join orders o on c.customer_id < o.customer_id and c.country = 'GB' and o.qty = 9
select a.customer_id, b.customer_id, d.customer_id from customers a join customers b on b.referred_by = a.customer_id left join customers d on d.referred_by = b.customer_id
select c.name, o.order_no, p.order_no from customers c join (orders o join orders p on o.customer_id = p.customer_id and o.order_no < p.order_no) on c.customer_id = o.customer_id where c.country = 'GB'
select c.name, x.order_no from customers c cross join lateral (select order_no from orders o where o.customer_id = c.customer_id order by total desc, order_no limit 1) x
select c.name, x.n from customers c left join lateral (select count(*) n from orders o where o.customer_id = c.customer_id and o.status = 'PAID') x on true where c.country = 'DE'
select c.name, o.order_no from customers c, orders o where c.customer_id = o.customer_id and (c.country = 'FR' and o.status = 'NEW' or c.country = 'DE' and o.status = 'SENT')
select c.name, o.order_no from customers c join orders o on c.customer_id = o.customer_id and o.order_no in (3, 30, 60, 90)
select c.name from customers c join orders o on c.customer_id = o.customer_id or c.referred_by = o.customer_id where o.order_no = 17
select o.order_no, c.name from orders o left join customers c on upper(o.customer_id) = upper(c.customer_id) where o.order_no < 10
select o.order_no, c.name from orders o left join customers c on o.customer_id = c.customer_id where c.name is null
select o.order_no from orders o left join customers c on o.customer_id = c.customer_id where c.country = 'US' or c.country is null
select distinct c.country from customers c join orders o on c.customer_id = o.customer_id where o.gift
select a.order_no, b.total from orders a asof join orders b on a.customer_id = b.customer_id and a.order_no > b.order_no where a.status = 'SENT'
-- Subqueries.
select customer_id from customers c where (select count(*) from orders o where o.customer_id = c.customer_id) > 5
select customer_id from customers c where score > (select avg(score) from customers d where d.country = c.country)
select order_no from orders o where total = (select max(total) from orders p where p.customer_id = o.customer_id)
select order_no from orders where customer_id in (select customer_id from customers where country = 'GB' and score > 0)
select order_no from orders where (customer_id, status) in (select customer_id, 'PAID' from customers where country = 'DE')
select order_no from orders where customer_id = any (select customer_id from customers where vip)
select customer_id from customers where score > all (select qty from orders where qty is not null)
select customer_id from customers where score < any (select qty - 20 from orders)
select customer_id from customers where customer_id <> all (select customer_id from orders where qty > 3)
select customer_id from customers where referred_by not in (select referred_by from customers where country = 'FR')
select customer_id from customers where referred_by not in (select referred_by from customers where referred_by is not null and country = 'FR')
select customer_id from customers c where exists (from orders o where o.customer_id = c.customer_id and exists (select 1 from orders p where p.customer_id = o.customer_id and p.order_no = o.order_no + 1))
select customer_id, exists (select 1 from orders o where o.customer_id = c.customer_id and o.gift) g from customers c
select customer_id, customer_id in (select customer_id from orders where status = 'NEW') n from customers
select customer_id, (select list(order_no order by order_no) from orders o where o.customer_id = c.customer_id) l from customers c where country = 'FR'
select customer_id, array(select order_no from orders o where o.customer_id = c.customer_id order by 1) from customers c where country = 'GB'
select (select name from customers where customer_id = o.customer_id) n, total from orders o where coupon is not null
select * from (select customer_id, count(*) n from orders group by 1) where n = (select max(n) from (select count(*) n from orders group by customer_id))
-- Set operations.
select customer_id from customers where country = 'DE' union all select customer_id from orders where qty = 1
select customer_id from customers union select customer_id from orders
select country from customers except all select 'US'
select qty from orders where status = 'NEW' intersect all select qty from orders where status = 'SENT'
select country as a, 1 as b from customers union by name select 2 as b, status as a from orders
(select customer_id from customers except select customer_id from orders where total > 500) intersect select customer_id from customers where vip is null
= select customer_id from customers where country = 'GB' union select customer_id from orders where qty = 9 order by 1 desc limit 8
= (select order_no n from orders order by total desc, order_no limit 3) union all (select order_no from orders order by total nulls last, order_no limit 3) order by n
-- CTEs.
with a as (select * from orders where status = 'PAID'), b as (select customer_id, sum(total) s from a group by 1), c as (select * from b where s > 1000) select customers.name, c.s from c join customers using (customer_id)
with a as materialized (select customer_id, total from orders where qty > 5) select x.customer_id, x.total, y.total from a x join a y on x.customer_id = y.customer_id and x.total < y.total
with a(k, n) as (select status, count(*) from orders group by 1) select k from a where n > (select avg(n) from a)
with recursive r(id, path) as (select customer_id, [customer_id] from customers where referred_by is null and customer_id < 'c005' union all select c.customer_id, list_append(path, c.customer_id) from customers c join r on c.referred_by = r.id where len(path) < 6) select id, path from r
with recursive n(i) as (select 1 union all select i + 1 from n where i < 12) select i, count(order_no) from n left join orders on qty = i group by i
with recursive f(a, b) as (select 0, 1 union all select b, a + b from f where b < 100) select a from f
with o as (select * from orders) select (select count(*) from o where status = s) from (values ('NEW'), ('SENT')) t(s)
-- Windows.
select order_no, sum(qty) over (order by order_no rows between 2 preceding and 2 following) s from orders
select order_no, avg(total) over (partition by status order by order_no rows unbounded preceding) a from orders where qty < 4
select order_no, count(*) over (order by qty range between 1 preceding and 1 following) c from orders where status = 'NEW'
select order_no, count(*) over (order by qty groups between current row and 1 following exclude current row) c from orders where status = 'NEW'
select order_no, first_value(order_no) over w, last_value(order_no) over w, nth_value(order_no, 2) over w from orders window w as (partition by customer_id order by order_no rows between unbounded preceding and unbounded following)
select order_no, ntile(4) over (order by order_no), percent_rank() over (order by qty), cume_dist() over (order by qty), dense_rank() over (order by qty desc) from orders where coupon is not null
select customer_id, lead(order_no, 2, -1) over (partition by customer_id order by order_no), lag(total, 1) over (partition by customer_id order by order_no) from orders where customer_id < 'c010'
select status, sum(sum(total)) over (order by status) from orders group by status
select order_no, sum(total) filter (where gift) over (partition by status) from orders where qty = 5
select customer_id, order_no from orders qualify rank() over (partition by customer_id order by total desc, order_no) <= 2 and customer_id < 'c008'
select country, count(*) n, rank() over (order by count(*) desc, country) from customers group by country
-- Grouping.
select country, vip, count(*) from customers group by rollup (country, vip)
select country, vip, count(*), grouping(country), grouping_id(country, vip) from customers group by cube (country, vip)
select status, gift, sum(total) from orders group by grouping sets ((status), (gift), ())
select status, count(*) filter (where qty > 5), sum(total) filter (where coupon is not null) from orders group by all having count(*) > 3
select upper(substr(name, 1, 2)) k, count(*) from customers group by k having k <> 'AD'
select count(*), sum(score), avg(score), min(email), max(email) from customers where false
select country, sum(score) from customers where false group by country
select status, list(distinct qty order by qty), string_agg(distinct coupon, ',' order by coupon) from orders group by status
select bool_and(gift), bool_or(gift), bit_or(qty), product(qty) filter (where order_no < 8) from orders
select mode(country), arg_max(customer_id, score), max_by(name, score, 3), min(score, 2) from customers where score is not null and customer_id not in ('c000')
select histogram(qty) from orders where status = 'NEW'
select corr(total, qty), covar_pop(total, qty), regr_slope(total, qty), var_samp(total), skewness(qty), kurtosis(qty), mad(qty) from orders
select quantile_disc(qty, [0.25, 0.5, 0.75]), approx_count_distinct(status) from orders
select distinct on (customer_id) customer_id, order_no from orders order by customer_id, order_no desc
select distinct status, gift from orders where qty > 2
-- Order and pages.
= select customer_id, score from customers order by score, customer_id
= select customer_id, score from customers order by score desc, customer_id
= select customer_id, score from customers order by score nulls last, customer_id limit 10
= select customer_id, score from customers order by score desc nulls first, customer_id limit 10 offset 5
= select customer_id, vip, score from customers order by all limit 20
= select order_no from orders where customer_id = 'c010' order by order_no limit 2 offset 1
= select order_no from orders where customer_id = 'c010' order by order_no desc limit 100 offset 2
= select country, score, customer_id from customers where country = 'US' order by score desc, customer_id limit 5
= select country, score from customers where country = 'US' and score > 10 order by score limit 3
= select name n from customers order by length(n), n limit 6
= select order_no, status from orders where status in ('NEW', 'SENT') order by status, order_no limit 9
? select order_no from orders where status = 'SENT' limit 4
? select order_no, total from orders where total > 500 limit 7 offset 2
? select c.name, o.order_no from customers c join orders o using (customer_id) limit 6
select order_no from orders limit 0
select count(*) from (select 1 from orders limit 17)
= select order_no from orders order by order_no limit 10%
= select order_no from orders order by order_no fetch first 3 rows only
-- Parameters.
select name from customers where customer_id = ? @@ ["c004"] ==> select name from customers where customer_id = 'c004'
select order_no from orders where customer_id = $c and order_no > $n @@ {"c": "c010", "n": 50} ==> select order_no from orders where customer_id = 'c010' and order_no > 50
select order_no from orders where status = $1 and (total > $2 or coupon = $3) @@ ["SENT", 500.25, "SAVE10"] ==> select order_no from orders where status = 'SENT' and (total > 500.25 or coupon = 'SAVE10')
select customer_id from customers where vip = ? and score is distinct from ? @@ [true, null] ==> select customer_id from customers where vip = true and score is distinct from null
select customer_id from customers where customer_id in (?, ?, ?) @@ ["c001", "c002", "x' or 1=1 --"] ==> select customer_id from customers where customer_id in ('c001', 'c002')
= select order_no from orders order by order_no limit ? offset ? @@ [4, 3] ==> select order_no from orders order by order_no limit 4 offset 3
-- Text and conditional functions.
select customer_id, nullif(country, 'US'), ifnull(email, '-'), coalesce(note, email, name) from customers
select name, position('a' in name), left(name, 2), right(name, 2), lpad(country, 4, '.'), rpad(country, 4, '.'), repeat(country, 2) from customers where score > 50
select split_part(email, '@', 1), regexp_extract(email, '(\d+)', 1), regexp_replace(email, '\d', '#', 'g') from customers where email is not null
select format('{}-{}', customer_id, score), printf('%05d', score), concat_ws('/', country, note, name) from customers
select name from customers where name ~~ 'B%' or name !~~* '%A%' and name not like '_y%'
select name from customers where name similar to '[A-D][!-/] [0-9]+' and regexp_full_match(name, '\w+ \d')
select case country when 'DE' then 1 when 'FR' then 2 end c, count(*) from customers group by c
select if(vip, 'v', 'n'), vip is true, vip is not false, vip is unknown from customers
select order_no, greatest(total, qty, null), least(total, 5), total between 100 and 500 from orders where qty = 6
select try_cast(country as integer), score::varchar || '!', score::double / 3, cast(score as decimal(10,2)) from customers
select customer_id, score is null and vip or not (score > 3) from customers
select customer_id from customers where not (score > 3 and vip)
select customer_id from customers where (score > 3) is not true
select customer_id from customers where score in (1, null, 5) or score not in (7, null)
select customer_id from customers where score between null and 5 or score between 5 and null
select customer_id from customers where customer_id between 'c010' and 'c002'
select customer_id from customers where customer_id >= 'c055' and customer_id < 'c058' or customer_id like 'c00_'
select customer_id from customers where 'US' = country and 10 < score
select customer_id from customers where country || '' = 'US' and score + 0 > 10
select customer_id from customers where country = 'U' || 'S' and score > 5 * 10
select customer_id from customers where country = lower('DE') or country = upper('de')
select customer_id from customers where country = 'DE' and country = 'FR'
select customer_id from customers where country = 'DE' and country <> 'DE'
select customer_id from customers where 1 = 0 or country = 'GB'
select customer_id from customers where true and null
select customer_id from customers where customer_id = customer_id
select customer_id from customers where email is null = (note is null)
select order_no from orders where order_no in (select unnest([1, 2, 3]))
select order_no from orders where order_no = 10 or order_no = 11 or order_no between 12 and 14
select order_no from orders where customer_id = 'c010' and order_no = 5::smallint
select order_no from orders where customer_id = 'c010' and order_no > 10.5 and order_no < 99.9
select order_no from orders where customer_id = 'c010' and order_no > '50'
select order_no from orders where status = 'SENT' and sent_at > '2024-03' and sent_at <= '2024-06-11'
select x.order_no from orders as x where x.status = 'NEW' and x.total % 2 < 1
from customers where country = 'GB'
from (from orders select customer_id, total where qty = 2) select customer_id, max(total) group by 1
table one
select * from (values (1, 'c001'), (2, 'c002')) v(n, id) join customers on customers.customer_id = v.id
select v.* from (values ('c001', 1)) as v(customer_id, n) where customer_id in (select customer_id from customers)
select 'a' || 'b', 1e3, .5, 0x1F, 1_000, -5 % 3, -7 // 2, 7 / 2, 2 ** 10, 5 & 3, 5 | 3, 1 << 4, ~5
select generate_series, count(order_no) from generate_series(1, 9) left join orders on qty = generate_series group by 1
select c.name, t.tag from customers c, unnest(c.tags) t(tag) where t.tag <> 'gold'
select customer_id, tags[1], tags[-1], tags[1:1], list_contains(tags, 'gold') and score > 0 from customers where tags is not null

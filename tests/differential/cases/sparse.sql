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
select order_no, total from orders where coupon = 'SAVE20' and total > 100
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
select quantile_cont(total, 0.5), stddev(total), median(qty) from orders
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

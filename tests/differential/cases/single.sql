select * from app
select * from app where PK = 'USER#3'
select * from app where PK = 'USER#3' and SK = 'PROFILE'
select * from app where PK = 'USER#9' and SK like 'ORDER#%'
select * from app where PK = 'USER#9' and starts_with(SK, 'ORDER#2024-02')
select SK from app where PK = 'USER#9' and SK > 'ORDER#2024-01' and SK < 'P'
select SK from app where PK = 'USER#9' and SK between 'ORDER#2024-01' and 'ORDER#2024-02'
select SK from app where PK = 'USER#9' and SK <> 'PROFILE'
select SK from app where PK = 'USER#9' and type = 'order'
select amount from app where PK = 'USER#9' and type = 'order' and amount > 100
select PK, name from app where GSI1PK = 'USERS'
select PK, amount from app where GSI1PK = 'OPEN' and GSI1SK >= '2024-02'
select PK, SK from app where GSI1PK is null
select PK, SK from app where GSI1PK = 'OPEN' or type = 'address'
select type, count(*) from app group by type
select PK, count(*) from app where SK like 'ORDER#%' group by PK
select u.name, o.amount from app u join app o on o.PK = u.PK and o.type = 'order' where u.SK = 'PROFILE'
select u.name, o.amount from app u left join app o on o.PK = u.PK and o.type = 'order' where u.SK = 'PROFILE' and u.age > 30
select u.name, a.city from app u join app a on a.PK = u.PK where u.type = 'user' and a.type = 'address'
select u.name from app u where u.type = 'user' and not exists (select 1 from app o where o.PK = u.PK and o.type = 'order')
select name from app where PK in (select PK from app where GSI1PK = 'OPEN') and type = 'user'
select PK, sum(amount) from app where type = 'order' group by PK having sum(amount) > 200
select state, avg(amount) from app where type = 'order' group by state
= select PK, SK, amount from app where type = 'order' order by amount desc, PK, SK limit 5
= select SK from app where PK = 'USER#4' order by SK
= select SK from app where PK = 'USER#4' order by SK desc limit 3
= select PK, GSI1SK from app where GSI1PK = 'USERS' order by GSI1SK, PK limit 10
= select PK, GSI1SK from app where GSI1PK = 'USERS' order by GSI1SK desc, PK limit 10
? select PK, SK from app where type = 'item' limit 3
select * from app where PK = 'USER#1' or PK = 'USER#2'
select * from app where (PK = 'USER#1' and SK = 'PROFILE') or (PK = 'USER#2' and SK = 'PROFILE')
select * from app where PK = 'nobody'
select * from app where PK = ''
select * from app where PK is null
select * from app where PK = null
select * from app where PK = 'USER#1' and PK = 'USER#2'
select count(*) from app where PK = 'USER#4'
select count(*) from app where GSI1PK = 'OPEN'
select max(GSI1SK) from app where GSI1PK = 'OPEN'
select product, sum(qty) from app where product is not null group by product
with orders as (select * from app where type = 'order'), users as (select * from app where type = 'user') select users.name, count(orders.amount) from users left join orders using (PK) group by users.name
select PK, split_part(PK, '#', 2)::int as n from app where type = 'user' and n < 5
select PK, SK from app where PK in ('USER#1', 'USER#4', 'USER#9') and SK >= 'ORDER#' and SK < 'ORDER$'
select PK, SK from app where (PK, SK) in (('USER#1', 'PROFILE'), ('USER#2', 'PROFILE'), ('USER#2', 'nothing'))
select PK, SK from app where PK = 'USER#4' and SK between 'ORDER#2024-02' and 'ORDER#2024-03' and type = 'item'
select PK, amount from app where PK = 'USER#9' and type = 'order'
= select PK, type, SK from app where PK = 'USER#9' and type > 'i' order by type, SK
select PK from app where PK like 'USER#1%' and SK = 'PROFILE'
select PK from app where starts_with(PK, 'USER#2') and type = 'address'
select PK, GSI1SK from app where GSI1PK = 'USERS' and GSI1SK between 'u1' and 'u15'
select PK, GSI1SK from app where GSI1PK in ('USERS', 'OPEN') and GSI1SK < '2024-03'
select count(*), max(amount), min(GSI1SK) from app where GSI1PK = 'OPEN' and amount > 100
select GSI1PK, count(*) from app group by GSI1PK
select u.name, o.SK, i.product from app u join app o on o.PK = u.PK and o.type = 'order' join app i on i.PK = o.PK and i.SK = o.SK || '#ITEM#1' where u.type = 'user' and o.state = 'open'
select u.name, a.city from app u left join app a on a.PK = u.PK and a.SK = 'ADDRESS#home' where u.GSI1PK = 'USERS'
select a.PK, b.PK from app a join app b on a.SK = 'ADDRESS#home' and b.SK = 'ADDRESS#home' and a.city = b.city and a.PK < b.PK
select u.PK, (select sum(amount) from app o where o.PK = u.PK and o.type = 'order' and o.state = 'done') s from app u where u.SK = 'PROFILE'
select PK from app u where type = 'user' and age > (select avg(age) from app where type = 'user')
select PK from app u where u.type = 'user' and exists (select 1 from app a where a.PK = u.PK and a.SK = 'ADDRESS#home' and a.city = 'Köln')
select PK from app where type = 'user' and PK not in (select PK from app where type = 'order')
with users as (select PK, name from app where SK = 'PROFILE'), totals as (select PK, sum(amount) total, count(*) n from app where type = 'order' group by PK) select users.name, coalesce(total, 0), n from users left join totals using (PK)
with t as (select PK, SK, amount, row_number() over (partition by PK order by amount desc, SK) rn from app where type = 'order') select PK, SK, amount from t where rn = 1
select PK, SK, lag(SK) over (partition by PK order by SK), count(*) over (partition by PK) from app where PK in ('USER#4', 'USER#9', 'USER#14')
select type, state, count(*), sum(amount) from app group by rollup (type, state)
select regexp_extract(SK, '^(\w+)', 1) kind, count(*) from app group by kind
select split_part(SK, '#', 2) m, sum(amount) from app where type = 'order' group by m
select name, age from app where type = 'user' and (age < 25 or age > 40) and name <> 'user 3'
select city from app where city is not null and city like 'K%'
select * exclude (GSI1PK, GSI1SK) from app where PK = 'USER#3'
select coalesce(name, city, product, state) v, type from app where PK = 'USER#3'
select PK from app where type = ? and amount between ? and ? @@ ["order", 50, 250] ==> select PK from app where type = 'order' and amount between 50 and 250
? select PK from app where GSI1PK = 'USERS' limit 5
= select SK from app where PK = 'USER#9' and SK > 'ORDER#2024-02' order by SK limit 3
select max(SK), min(SK) from app where PK = 'USER#9'
select count(*) from app where PK = 'USER#9' and SK like 'ORDER#%'
select type from app where PK = 'USER#9' union select state from app where PK = 'USER#9'
select PK from app where type = 'address' intersect select PK from app where state = 'done'
select distinct PK from app where type in ('order', 'item') and (qty > 2 or amount > 450)
select SK from app where PK = 'USER#9' and left(SK, 6) = 'ORDER#'
select SK from app where PK = 'USER#9' and substr(SK, 1, 13) > 'ORDER#2024-01'
select SK from app where PK = 'USER#9' and SK[:13] between 'ORDER#2024-01' and 'ORDER#2024-02'
select SK from app where PK = 'USER#9' and split_part(SK, '#', 1) in ('ORDER', 'PROFILE')
select SK from app where PK = 'USER#9' and not (left(SK, 6) = 'ORDER#')
select SK from app where PK = 'USER#9' and regexp_matches(SK, '^ORDER#2024-0[12]')
select SK from app where coalesce(PK, '') = 'USER#9' and string_split(SK, '#')[1] = 'ORDER'
select SK from app where 'X' || PK = 'XUSER#9' and regexp_full_match(SK, 'P.*')
select PK, amount from app where amount + 1 between 10 and 60 and amount * 2 <> 40
select PK, amount from app where -amount < -100 or amount / 10 >= 9.5 or cast(amount as varchar) = '7'
select PK, amount from app where GSI1PK = 'OPEN' and left(GSI1SK, 4) >= '2024' and coalesce(amount, 0) > 5

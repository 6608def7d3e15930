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

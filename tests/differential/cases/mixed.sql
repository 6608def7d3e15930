select * from things
select id, val from things where val = '5'
select id, val from things where val = 'true'
select id, val from things where val is null
select id, val from things where val is not null
select id, val from things where val > 'a'
select id, val from things where val <> '5'
select id, val from things where val = ''
select id, val from things where val in ('5', 'text', '5.5')
select id, val from things where val like '5%'
select id, val from things where not (val = '5')
select val, count(*) from things group by val
= select id, val from things order by val, id
select id, try_cast(val as double) from things where try_cast(val as double) > 0
select id, json from things where id < 12
select id, json->>'a' from things where json->>'a' is not null
select id, json->'b'->'c'->0 from things where id % 6 = 5
select id, json_type(json) from things
select id from things where json is null
select id, "order" from things where "order" > 15
select id, "a b" from things where "a b" = 's3'
select "a b", count(*) from things where "a b" is not null group by "a b"
select id, "x.y" from things where "x.y" = 2
select sum("x.y"), max("order") from things
select id from things where "x.y" = 1 and "order" < 5
select id, "select" from things where "select"
select id from things where "select" is null
select id from things where "select" = false
select id from things where nothing is null
select count(nothing), count(empty), count("a b") from things
select id from things where empty = ''
select id from things where empty > '' and id < 20
select id from things where id = 7
select id from things where id in (1, 2, 3, 200, 3)
select id from things where id between 10 and 12
select id from things where id = 7.0
select id from things where id = 7.5
select id from things where id = -1
select id from things where id > 120
= select id from things where id < 10 order by id desc
select t.id, u.id from things t join things u on t."order" = u."order" and t.id < u.id where t.id < 5
select id, val from things where val between '4' and '6'
select count(*), count(val), count(distinct val), min(val), max(val) from things
select id, val || '!' from things where id < 13
select distinct val from things
select id from things where val = cast(5 as varchar)
select id from things where "order" in (select "x.y" from things)

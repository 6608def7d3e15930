-- Names: exact first, then by case if that is unambiguous.
select * from "Wide-Table.v1"
select id, "Status", "status", "STATUS" from "Wide-Table.v1" where "Status" = 'open'
select id from "Wide-Table.v1" where "status" = 2
select id from "Wide-Table.v1" where "STATUS"
select id from "Wide-Table.v1" where "STATUS" is null and "status" = 1 and "Status" = 'Closed'
select "Status", "status", count(*) from "Wide-Table.v1" group by "Status", "status"
select "Status" as a, "status" as b, "STATUS" as c from "Wide-Table.v1" order by 1, 2, 3
select id, "a.b" from "Wide-Table.v1" where "a.b" = 3
select id, "a.b" from "Wide-Table.v1" where "Status" = 'open' and "a.b" between 1 and 3
select id, "a.b" from "Wide-Table.v1" where "Status" = 'open' and "a.b" > 2
select id, a.b, "a.b" from "Wide-Table.v1" where a.b > 20
select id, a.b from "Wide-Table.v1" where a.b = "a.b"
select id, "with space" from "Wide-Table.v1" where "with space" = 's3'
select id, "with space" from "Wide-Table.v1" where "with space" like 's%' and "with space" <> 's0'
select id, "quo""te" from "Wide-Table.v1" where "quo""te" >= 5
select id, "apo'strophe" from "Wide-Table.v1" where "apo'strophe" = 'o''1'
select id, "select" from "Wide-Table.v1" where "select" in (1, 3)
select id from "Wide-Table.v1" where "from" = 'here' and "group" = 'g'
select "from", "group", sum("size") from "Wide-Table.v1" group by "from", "group"
select id, "size" from "Wide-Table.v1" where size between 10 and 12
select id, "#hash" from "Wide-Table.v1" where "#hash" = 1 and ":colon" = 'c1'
select id, "ünï" from "Wide-Table.v1" where "ünï" = 'ü2'
select id, "1st" from "Wide-Table.v1" where "1st"
select id, attr7, attr200 from "Wide-Table.v1" where attr200 is not null and attr7
select ATTR4, Attr5 from "Wide-Table.v1" where ID = 'w07' ==> select attr4 as "attr4", attr5 as "attr5" from "Wide-Table.v1" where id = 'w07'
select id from "Wide-Table.v1" where id in ('w01', 'w02', 'W03')
select id, attr1 + attr5 + attr9 as s from "Wide-Table.v1" where attr1 > 6
select avg(attr2), sum(attr6), max(attr10), min(attr14) from "Wide-Table.v1"
select count(attr0), count(attr1), count(attr2), count(attr3), count(attr224) from "Wide-Table.v1"
select columns('attr1.$') from "Wide-Table.v1" where id = 'w05'
select max(columns('attr2\d$')) from "Wide-Table.v1"
select columns(c -> c like 'attr22%') from "Wide-Table.v1" where id < 'w03'
select columns([x for x in (*) if x like 'attr11%']) from "Wide-Table.v1" where id = 'w08'
select id, * like 'attr10%' from "Wide-Table.v1" where id = 'w09' ==> select id, columns('^attr10.*') from "Wide-Table.v1" where id = 'w09'
select * exclude (attr0, "Status", "a.b") from "Wide-Table.v1" where id = 'w10'
select * replace (attr5 * 2 as attr5, upper(id) as id) from "Wide-Table.v1" where id = 'w11'
select * rename (attr5 as five, "with space" as spaced) from "Wide-Table.v1" where id = 'w12'
select w.* from "Wide-Table.v1" w where w.id = 'w13'
select w."with space", o."table" from "Wide-Table.v1" w join "order" o on o."key" = w.id
select w.id, o.value from "Wide-Table.v1" as w left join "order" as o on o.key = w.id and o.value > 10 where w.id < 'w05'
select w.id, o."value" from "Wide-Table.v1" w, "order" o where w."size" = o."value" and o."table" = 't1'
select "order"."value" from "order" where "order"."key" = 'w03'
select "order".* from "order" where "order".value between 3 and 6 and key = 'w04'
select key as "select", value as "from" from "order" where "value" > 17
select "t"."with space" as "with space", count(*) as "count(*)" from "Wide-Table.v1" "t" group by "t"."with space"
with "my cte" as (select id as "the id", "a.b" as "x.y" from "Wide-Table.v1" where "Status" = 'open') select "the id", "x.y" from "my cte" where "x.y" > 1
select s.id, s."A B" from (select id, "with space" as "A B" from "Wide-Table.v1") s where s."A B" is not null
select attr4 as attr8, attr8 as attr4 from "Wide-Table.v1" where id = 'w20'
select id as attr1 from "Wide-Table.v1" where attr1 = 3
select coalesce(attr0, attr4, attr8, 'none') v, count(*) from "Wide-Table.v1" group by v
select id from "Wide-Table.v1" where (attr1, attr5) in ((7, 11), (1, 5), (8, 12))
select id from "Wide-Table.v1" where attr1 = 8 or attr5 = 12 or attr9 = 3
select id from "Wide-Table.v1" where attr3 and not attr7
select id from "Wide-Table.v1" where attr3 is distinct from attr7
= select id, "a.b" from "Wide-Table.v1" where "Status" = 'open' order by "a.b" desc nulls last, id limit 7
= select "Status", "a.b", id from "Wide-Table.v1" where "Status" = 'Closed' and "a.b" is not null order by "a.b", id
select unnest([attr1, attr5, attr9]) u from "Wide-Table.v1" where id in ('w01', 'w02')
select {'n': attr1, 't': attr4} as rec from "Wide-Table.v1" where id > 'w55'
from "Wide-Table.v1" select id, attr1 where attr1 > 10
from "order"
select distinct on ("table") "table", "value" from "order" order by "table", "value" desc
select a."key" from "order" a natural join (select key from "order" where value > 15) b
select "Status" || ' / ' || "status" as s from "Wide-Table.v1" where id like 'w0%'
select md5(id), hash(id) is not null from "Wide-Table.v1" where id = 'w30'
select count(*) from "Wide-Table.v1" group by "Status", "status"
select "status", "Status", "STATUS", count(*) from "Wide-Table.v1" group by grouping sets (("Status", "status"), ("STATUS"), ())
select count(distinct "Status"), count(distinct "status") from "Wide-Table.v1"
select "t".* from "order" "t" where "t".key = 'w01'
select "my t".* from "order" "my t" where "my t".key = 'w01'
select "Status" as "status", "status" as "Status" from "Wide-Table.v1" where id = 'w01'
select distinct on ("Status", "status") "Status", "status" from "Wide-Table.v1" order by "Status", "status"
select x."Status", x."status" from (select "Status", "status" from "Wide-Table.v1") x where x."status" = 1
with c as (select "Status", "status", id from "Wide-Table.v1") select c."Status", count(*) from c where c."status" > 0 group by c."Status"
select row_number() over (partition by "Status", "status" order by id) from "Wide-Table.v1"
select count(*) over (partition by "status", "Status") c, id from "Wide-Table.v1"
= select "Status", "status", id from "Wide-Table.v1" order by "Status", "status" desc, id limit 12
select max("Status"), max("status") from "Wide-Table.v1" having max("status") = 2
select "Status" || "status" from "Wide-Table.v1" group by "Status", "status", "Status" || "status"
select sum("status") filter (where "Status" = 'open') from "Wide-Table.v1"
select id from "Wide-Table.v1" where ("Status", "status") in (select "Status", "status" from "Wide-Table.v1" where id = 'w10')
select id from "Wide-Table.v1" where exists (select 1 from "order" where "order".key = "Wide-Table.v1".id and "order".value > "Wide-Table.v1"."status")
select s."a.b" from "Wide-Table.v1" s where s."a.b" = 1 and s."Status" = 'open'
select list("status" order by "Status", "status", id) from "Wide-Table.v1"
select {'Status': "Status", 's2': "status"} from "Wide-Table.v1" where id < 'w04'
select "Wide-Table.v1"."with space" from "Wide-Table.v1" where "Wide-Table.v1"."quo""te" = 1
select "Wide-Table.v1".* exclude (attr1) from "Wide-Table.v1" where id = 'w02'
select w.* replace ('x' as "with space") from "Wide-Table.v1" w where id = 'w02'
select * like '%space%' from "Wide-Table.v1" where id < 'w04' ==> select "with space" from "Wide-Table.v1" where id < 'w04'
select columns('^a$|space') from "Wide-Table.v1" where id < 'w04'
select min(columns(* exclude ("STATUS", a, "1st"))) from "order", (select 1 as "STATUS", 2 as a, 3 as "1st")
select o.*, w.id from "order" o, "Wide-Table.v1" w where w.id = o.key and o."table" = 't0'
select count(*) from "Wide-Table.v1" where "select" = 1 or "from" = 'here' or "group" = 'g' or "size" = 4 or "#hash" = 0 or ":colon" = 'c1' or "ünï" = 'ü1' or "1st"
select id from "Wide-Table.v1" where attr0 = 'v0' and attr4 = 'v4' and attr8 = 'v8' or attr12 in ('v1', 'v2') and attr16 not in ('v3')
select key, value, "table" from "order" where "key" >= 'w05' and value between 3 and 8 and "table" <> 't1'
select key, list(value order by value) from "order" group by key having count(*) = 2
select * from (select "key" k, "value" v from "order") t(a, b) where a = 'w01'
select a.key, a.value, b.value from "order" a left join "order" b on a.key = b.key and b.value = a.value + 10
select (select max(b."status") from "Wide-Table.v1" b where b."Status" = w."Status") from "Wide-Table.v1" w where w.id < 'w04'
select w.id, t.x from "Wide-Table.v1" w, (values ('open', 1)) t("Status", x) where t."Status" = w."Status" and w."status" = t.x

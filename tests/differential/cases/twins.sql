select * from people where "Id" = 'p3'
select * from people join visits using ("Id")
select * from people join visits using ("id")
select * from people join visits using ("Id", "id")
select * from people left join visits using ("Id")
select * from people right join visits using ("Id")
select * from people full join visits using ("Id")
select * from visits right join people using ("id")
select * from visits full join people using ("id")
select "Id", place from people join visits using ("Id") where "Id" = 'p4'
select "Id", people."id", visits."id" from people join visits using ("Id") where "Id" in ('p4', 'p7', 'p31')
select "id", people."Id" as a, visits."Id" as b from people left join visits using ("id") where "id" >= 'p3'
select "Id", count(*), max(place) from people left join visits using ("Id") group by "Id"
select "Id", place from people full join visits using ("Id") where "Id" is null or place is null
select * from people natural join codes
select * from people natural left join codes
select * from codes natural full join people
select * from people natural join visits
select * from visits natural right join people
select "Code", label, "code" from people join codes using ("Code")
select "Code", label, "code" from people left join codes using ("Code") where "Code" is null or label = 'label 4'
select label, "code" from people right join codes using ("Code")
select "Code", count(*) from people full join codes using ("Code") group by all
select people."Code", codes."Code", "code" from people full join codes using ("Code")
select "code", label from people join codes on people."code" = codes."Code"
select "Id" from people semi join visits using ("Id")
select "Id", "id" from people anti join visits using ("id")
select people."Id" from people anti join codes using ("Code")
select * from (select * from people where rank = 2) p join visits using ("Id")
select * from (select "Id", "id", rank from people) p left join visits using ("id") where rank < 3
with p as (select * from people) select * from p join codes using ("Code") where "Code" = 'k4'
with p as (select "Id", "Code" from people) select p."Id", label from p join codes using ("Code") where label <> 'label 1'
select * from people join codes using ("Code") join visits using ("Id")
select * from people left join codes using ("Code") left join visits using ("Id")
select * from visits join people using ("Id") join codes using ("Code") where place = 'x1'
select * from (people join codes using ("Code")) join visits using ("Id")
select * exclude ("id") from people join visits using ("Id") where place = 'x2'
select people.* from people join codes using ("Code") where label = 'label 2'
select codes.* from people join codes using ("Code") where "Id" = 'p10'
=select "Id", "at" from people join visits using ("Id") order by "Id" desc, "at" limit 5
?select "Id", place from people join visits using ("Id") limit 7
?select "Code", label from people join codes using ("Code") limit 3
select "Id" from people where "Id" in (select "Id" from visits natural join people)
select a."id", b."id" from people a join people b using ("Id") where a.rank = 1
select a."Id", b."Id" from people a join people b using ("code", "Code") where b.rank = 1
select "Id" from people natural join people p
select "Id" from people join visits using ("Id") union all select "id" from people join visits using ("id")
select sum(rank), "Id" from people join visits using ("Id") group by "Id" having "Id" = 'p4'
select coalesce("Id", 'none'), max(rank) from people full join visits using ("Id") group by 1 having max(rank) is not null
=select "Id", place from people full join visits using ("Id") order by "Id", place, "at" limit 6
select * replace (upper("Id") as "Id") from people join visits using ("Id") where place = 'x2'
select * from people full join visits using ("Id") full join codes using ("Code")
select "rank", "Id" from people natural full join visits where "Id" in ('p1', 'p2')
select v."Id" from visits v where exists (select 1 from people p join codes using ("Code") where p."Id" = v."Id")

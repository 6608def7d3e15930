-- Random statements that failed once, as short as they failed.
select r0.y, r3.m from ones r0 anti join (select * from (values ('c', 3), ('zz', 3)) r2(x, n)) r1 on r0.y is not distinct from r1.x full join nums r3 on r0.m = r3.n

-- Random statements that failed once, as short as they failed.
select r0.y, r3.m from ones r0 anti join (select * from (values ('c', 3), ('zz', 3)) r2(x, n)) r1 on r0.y is not distinct from r1.x full join nums r3 on r0.m = r3.n
= SELECT DISTINCT r0.x AS k0, rank() OVER (PARTITION BY r0.x ORDER BY r0.x, r0.n) AS k1 FROM void r0 WHERE r0.n IN (SELECT r1.n FROM heavy r1 WHERE (r1.f = false AND r1."a.b" NOT IN (2.5, 3) AND r1.m IN (4, 3, 100))) ORDER BY 2, 1 DESC NULLS LAST

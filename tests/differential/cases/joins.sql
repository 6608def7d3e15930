-- keys from a small relation: inner, left, right, full, semi, anti
SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person
SELECT v.id, p.name FROM visits v LEFT JOIN people p ON p.id = v.person
SELECT v.id, p.name FROM people p RIGHT JOIN visits v ON p.id = v.person
SELECT count(*), count(v.id), count(p.id) FROM visits v FULL JOIN people p ON p.id = v.person
SELECT name FROM people WHERE id IN (SELECT person FROM visits)
SELECT count(*) FROM people WHERE id NOT IN (SELECT person FROM visits)
SELECT count(*) FROM people WHERE id NOT IN (SELECT person FROM visits WHERE person IS NOT NULL)
SELECT id FROM visits v WHERE EXISTS (SELECT 1 FROM people p WHERE p.id = v.person)
SELECT id FROM visits v WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = v.person)
SELECT v.id FROM visits v ANTI JOIN people p ON p.id = v.person AND p.name <> 'p2'
SELECT v.id FROM visits v SEMI JOIN people p ON p.id = v.person
SELECT name FROM people p SEMI JOIN visits v ON p.id = v.person
-- further predicates, on either side and on both
SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person WHERE p.id > 1 AND v.id <> 'v3'
SELECT v.id, p.name FROM visits v LEFT JOIN people p ON p.id = v.person AND p.id = 2
SELECT v.id, p.name FROM visits v LEFT JOIN people p ON p.id = v.person WHERE p.name IS NULL
SELECT v.id, p.name FROM visits v LEFT JOIN people p ON p.id = v.person WHERE p.id IN (1, 2, 650)
SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person OR p.id = 3
SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person + 1
SELECT v.id, p.name FROM visits v JOIN people p ON p.id::VARCHAR = v.person::VARCHAR
SELECT v.id, p.name FROM visits v JOIN people p ON p.id IS NOT DISTINCT FROM v.person
-- indexes: one that lacks attributes, one that is sparse
SELECT v.id, p.name FROM visits v JOIN people p ON p.team = v.team
SELECT v.id, p.name, p.boss FROM visits v LEFT JOIN people p ON p.team = v.team
SELECT v.id, l.team, l.seq FROM visits v JOIN logs l ON l.person = v.person
SELECT v.id, l.word FROM visits v JOIN logs l ON l.person = v.person AND l.word >= 'w2'
SELECT v.id, l.word FROM visits v LEFT JOIN logs l ON l.person = v.person AND l.word IS NOT NULL
-- whole keys of two parts
SELECT v.id, l.person FROM visits v JOIN logs l ON l.team = v.team AND l.seq = v.seq
SELECT v.id, l.person FROM visits v LEFT JOIN logs l ON l.team = v.team AND l.seq = 1
SELECT v.id, l.person FROM visits v LEFT JOIN logs l ON l.team = v.team AND l.seq BETWEEN 1 AND 2
SELECT v.id, l.person FROM visits v JOIN logs l USING (team, seq)
SELECT v.id, l.person FROM visits v JOIN logs l ON l.seq = v.seq WHERE l.team = 't17'
SELECT id FROM visits v WHERE (v.team, v.seq) IN (SELECT team, seq FROM logs)
-- chains, cycles, self joins, one table twice
SELECT v.id, p.name, l.seq FROM visits v JOIN people p ON p.id = v.person JOIN logs l ON l.team = p.team
SELECT v.id, p.name, b.name FROM visits v JOIN people p ON p.id = v.person LEFT JOIN people b ON b.id = p.boss
SELECT v.id, p.name, l.seq FROM visits v LEFT JOIN people p ON p.id = v.person LEFT JOIN logs l ON l.person = p.id
SELECT v.id, l.seq FROM visits v JOIN people p ON p.id = v.person JOIN logs l ON l.person = p.id AND l.team = v.team
SELECT a.name, b.name, c.name FROM people a JOIN people b ON b.id = a.boss JOIN people c ON c.id = b.boss WHERE a.id IN (600, 400, 3)
SELECT a.id, b.id FROM visits a JOIN visits b ON a.person = b.person AND a.id < b.id
SELECT v.id, a.name, b.name FROM visits v JOIN people a ON a.id = v.person JOIN people b ON b.id = v.seq
-- through derived tables, CTEs used once and twice, aggregates, windows, set operations, LATERAL
WITH f AS (SELECT person, count(*) AS n FROM visits GROUP BY person) SELECT f.n, p.name FROM f JOIN people p ON p.id = f.person
WITH q AS (SELECT id, name FROM people) SELECT a.name, b.name FROM visits v JOIN q a ON a.id = v.person JOIN q b ON b.id = v.seq
SELECT v.id, p.name FROM (SELECT DISTINCT person, id FROM visits) v JOIN (SELECT * FROM people WHERE team IS NOT NULL) p ON p.id = v.person
SELECT v.id, p.n FROM visits v JOIN (SELECT id, name, count(*) OVER () AS n FROM people) p ON p.id = v.person
SELECT v.id, p.most FROM visits v JOIN (SELECT boss, max(id) AS most FROM people GROUP BY boss) p ON p.boss = v.person
SELECT v.id, x.name FROM visits v, LATERAL (SELECT name FROM people p WHERE p.id = v.person) x
SELECT v.id, (SELECT name FROM people p WHERE p.id = v.person) AS name FROM visits v
SELECT name FROM people WHERE id IN (SELECT person FROM visits UNION SELECT seq FROM visits)
SELECT v.id, u.name FROM visits v JOIN (SELECT id, name FROM people UNION ALL SELECT person, word FROM logs) u ON u.id = v.person
=SELECT p.name, count(*) AS n FROM visits v JOIN people p ON p.id = v.person GROUP BY p.name ORDER BY n DESC, p.name
?SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person LIMIT 2

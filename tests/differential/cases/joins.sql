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
-- a beginning only: growing batches of one table, keys missing, NULL, doubled, dangling
?SELECT v.id, p.name FROM visits v LEFT JOIN people p ON p.id = v.person LIMIT 9
?SELECT v.id, p.name FROM people p RIGHT JOIN visits v ON p.id = v.person LIMIT 4 OFFSET 3
?SELECT l.team, l.seq, p.name FROM logs l JOIN people p ON p.id = l.person LIMIT 3
?SELECT l.team, l.seq, p.name FROM logs l JOIN people p ON p.id = l.person LIMIT 120
?SELECT l.team, l.seq, p.name FROM logs l LEFT JOIN people p ON p.id = l.person LIMIT 50 OFFSET 30
?SELECT l.team, l.seq, p.name FROM logs l LEFT JOIN people p ON p.id = l.person LIMIT 5000
SELECT l.team, l.seq, p.name FROM logs l LEFT JOIN people p ON p.id = l.person LIMIT 5000
SELECT l.team, l.seq, p.name, b.name FROM logs l JOIN people p ON p.id = l.person JOIN people b ON b.id = p.boss LIMIT 5000
SELECT l.team, l.seq FROM logs l ANTI JOIN people p ON p.id = l.person LIMIT 5000
SELECT l.team, l.seq FROM logs l WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = l.person AND p.team IS NULL) LIMIT 5000
?SELECT l.team, l.seq FROM logs l ANTI JOIN people p ON p.id = l.person LIMIT 7
?SELECT l.team, l.seq FROM logs l SEMI JOIN people p ON p.id = l.person LIMIT 7
?SELECT l.team, l.seq FROM logs l WHERE l.person IN (SELECT id FROM people) LIMIT 7
?SELECT l.team, l.seq FROM logs l WHERE l.person NOT IN (SELECT id FROM people) LIMIT 7
?SELECT l.team, l.seq, p.name FROM logs l JOIN people p ON p.id = l.person WHERE l.word > 'w2' LIMIT 10
?SELECT l.team, l.seq, p.name FROM logs l JOIN people p ON p.id = l.person WHERE length(l.word) = 2 AND p.name LIKE '%7' LIMIT 10
?SELECT l.team, l.seq, p.name FROM logs l JOIN people p ON p.id = l.person AND p.name = 'nobody' LIMIT 10
?SELECT l.team, l.seq, p.name FROM logs l LEFT JOIN people p ON p.id = l.person AND p.name = 'nobody' LIMIT 10
?SELECT l.team, p.name, u FROM logs l JOIN people p ON p.id = l.person, unnest([1, 2, 3]) AS t(u) LIMIT 10
?SELECT l.team, p.name, unnest([l.seq, p.id]) FROM logs l JOIN people p ON p.id = l.person LIMIT 11
?SELECT l.team, b.name FROM logs l JOIN people p ON p.id = l.person LEFT JOIN people b ON b.id = p.boss LIMIT 20
?SELECT a.team, b.person FROM logs a JOIN logs b ON a.team = b.team AND a.seq = b.seq LIMIT 15
SELECT a.team, b.person FROM logs a JOIN logs b ON a.team = b.team AND a.seq = b.seq LIMIT 5000
?SELECT a.id, b.id FROM visits a CROSS JOIN visits b LIMIT 25
?SELECT v.id, p.name FROM visits v FULL JOIN people p ON p.id = v.person LIMIT 10
?SELECT v.id, p.name FROM visits v LEFT JOIN people p ON p.id = v.person OR p.id = v.seq LIMIT 10
?SELECT v.id, x.name FROM visits v, LATERAL (SELECT name FROM people p WHERE p.id = v.person) x LIMIT 3
?SELECT v.id, t.n FROM visits v JOIN (SELECT boss, count(*) AS n FROM people GROUP BY boss) t ON t.boss = v.person LIMIT 3
?SELECT v.id, (SELECT name FROM people p WHERE p.id = v.person) AS name FROM visits v LIMIT 3
?WITH c AS (SELECT id, name FROM people) SELECT l.seq, c.name FROM logs l JOIN c ON c.id = l.person LIMIT 9
SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person LIMIT 0
SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person LIMIT 0 OFFSET 4
?SELECT v.id, p.name FROM visits v JOIN people p ON p.id = v.person LIMIT 3 OFFSET 500
=SELECT l.seq, p.name FROM logs l LEFT JOIN people p ON p.id = l.person WHERE l.team = 't17' ORDER BY l.seq DESC LIMIT 4
=SELECT l.seq, p.name FROM logs l LEFT JOIN people p ON p.id = l.person WHERE l.team = 't17' ORDER BY l.seq LIMIT 3 OFFSET 2
=SELECT l.seq, p.name FROM logs l JOIN people p ON p.id = l.person WHERE l.team = 't17' ORDER BY 1 LIMIT 100
=SELECT l.seq AS x, p.id AS seq FROM logs l JOIN people p ON p.id = l.person WHERE l.team = 't17' ORDER BY l.seq LIMIT 3
=SELECT l.seq, p.name FROM people p RIGHT JOIN logs l ON p.id = l.person WHERE l.team = 't17' ORDER BY l.seq DESC NULLS LAST LIMIT 3
-- a few items decide
SELECT EXISTS (SELECT 1 FROM people), NOT EXISTS (SELECT 1 FROM people), EXISTS (SELECT 1 FROM people WHERE id = -1)
SELECT EXISTS (SELECT 1 FROM people OFFSET 699), EXISTS (SELECT 1 FROM people OFFSET 700), EXISTS (SELECT 1 FROM people LIMIT 0)
SELECT EXISTS (SELECT 1 FROM people WHERE team = 't1'), EXISTS (SELECT 1 FROM people WHERE team = 'none')
SELECT EXISTS (SELECT 1 FROM people WHERE length(name) > 3), EXISTS (SELECT 1 FROM people WHERE length(name) > 30)
SELECT EXISTS (SELECT unnest([]::INTEGER[]) FROM people), EXISTS (SELECT max(id) FROM people WHERE id = -1)
SELECT EXISTS (SELECT id FROM people GROUP BY id HAVING count(*) > 1), EXISTS (SELECT 1 FROM people ORDER BY name LIMIT 1)
SELECT v.id FROM visits v WHERE EXISTS (SELECT 1 FROM people WHERE team = 't3') AND NOT EXISTS (SELECT 1 FROM logs WHERE team = 'x')
SELECT v.id FROM visits v WHERE EXISTS (SELECT 1 FROM people p WHERE p.id = v.person LIMIT 1)
SELECT v.id, EXISTS (SELECT 1 FROM people p WHERE p.id = v.person OFFSET 1) FROM visits v
SELECT count(*) FROM (SELECT id FROM people LIMIT 5), (SELECT team FROM logs LIMIT 3 OFFSET 2)
SELECT count(*) FROM people WHERE id IN (SELECT id FROM people LIMIT 5)
SELECT count(*) FROM visits WHERE id IN (SELECT id FROM visits WHERE person = 2 LIMIT 1)
SELECT (SELECT name FROM people WHERE id = 7 LIMIT 1), (SELECT count(name) FROM (SELECT name FROM people LIMIT 1))
SELECT (SELECT seq FROM logs WHERE team = 't17' ORDER BY seq DESC LIMIT 1), (SELECT seq FROM logs WHERE team = 't17' ORDER BY seq LIMIT 1 OFFSET 1)
SELECT (SELECT word FROM logs WHERE team = 't17' ORDER BY word, seq LIMIT 1), (SELECT count(*) FROM (SELECT DISTINCT team FROM logs LIMIT 4))
WITH few AS (SELECT id FROM people LIMIT 6) SELECT count(*), (SELECT count(*) FROM few) FROM few
SELECT count(*) FROM people p, (SELECT id FROM people WHERE id < 9 LIMIT 4) q WHERE p.id < 20
-- a CTE used twice gives two rows, not one: keys of two parts from both
WITH a AS (SELECT * FROM visits) SELECT l.team, l.seq FROM logs l WHERE l.team IN (SELECT team FROM a) AND l.seq IN (SELECT seq FROM a)
WITH a AS (SELECT * FROM visits) SELECT l.team, l.seq FROM logs l JOIN a a1 ON a1.team = l.team JOIN a a2 ON a2.seq = l.seq
WITH a AS (SELECT * FROM visits) SELECT l.team, l.seq FROM logs l JOIN a a1 ON a1.team = l.team AND a1.seq = l.seq
WITH a AS (SELECT * FROM visits) SELECT l.team, l.seq FROM logs l JOIN (SELECT x.team, y.seq FROM a x, a y) d ON d.team = l.team AND d.seq = l.seq
WITH a AS (SELECT * FROM visits), b AS (SELECT x.team, y.seq FROM a x, a y) SELECT l.team, l.seq FROM logs l JOIN b ON b.team = l.team AND b.seq = l.seq
SELECT l.team, l.seq FROM logs l WHERE l.team IN (SELECT team FROM visits) AND l.seq IN (SELECT seq FROM visits)
SELECT l.team, l.seq FROM logs l WHERE EXISTS (SELECT 1 FROM visits a WHERE a.team = l.team) AND EXISTS (SELECT 1 FROM visits a WHERE a.seq = l.seq)
-- the sort key of an index from the join; the partition with it, or known
SELECT v.id, l.team, l.seq FROM visits v JOIN logs l ON l.person = v.person AND l.word = 'w' || v.seq
SELECT m.seq, l.team, l.seq FROM logs m JOIN logs l ON l.person = 17 AND l.word = m.word WHERE m.team = 't17'
SELECT m.seq, l.team, l.seq FROM logs m JOIN logs l ON l.person = m.person AND l.word = m.word WHERE m.team = 't17'
SELECT m.seq, l.team, l.seq FROM logs m LEFT JOIN logs l ON l.person IN (3, 17, 31) AND l.word = m.word WHERE m.team IN ('t17', 't31')
SELECT m.seq, l.team FROM logs m LEFT JOIN logs l ON l.person = m.person AND l.word = m.word AND l.seq > 2 WHERE m.team = 't13'
SELECT m.seq FROM logs m WHERE m.team = 't17' AND NOT EXISTS (SELECT 1 FROM logs l WHERE l.person = m.person AND l.word = m.word AND l.seq <> m.seq)
-- two relations of one table, driven by different keys: few, and too many
SELECT v.id, a.name, b.team FROM visits v JOIN people a ON a.id = v.person LEFT JOIN people b ON b.id = v.seq
SELECT count(*), max(a.name), min(b.name) FROM logs l JOIN people a ON a.id = l.person JOIN people b ON b.id = l.seq
SELECT l.team, l.seq, a.name, b.name FROM logs l JOIN people a ON a.id = l.person AND a.team = 't3' LEFT JOIN people b ON b.id = l.person + 1 AND b.team <> 't4' WHERE l.word = 'w3'
SELECT count(*), count(a.name), count(b.name) FROM logs l LEFT JOIN people a ON a.id = l.person LEFT JOIN people b ON b.id = l.seq WHERE l.word IS NOT NULL
SELECT count(*) FROM logs l WHERE EXISTS (SELECT 1 FROM people a WHERE a.id = l.person AND a.team = 't1') AND l.seq IN (SELECT id FROM people WHERE team = 't2')
SELECT p.name, a.name, b.name FROM people p JOIN people a ON a.id = p.boss JOIN people b ON b.id = a.boss WHERE p.team = 't7'
SELECT count(*), max(c.name) FROM logs l JOIN people a ON a.id = l.person JOIN people b ON b.id = a.boss JOIN people c ON c.id = b.boss WHERE l.team <= 't2'
-- the partition of a key from one relation, its sort key from another
SELECT v.id, p.name, l.person FROM visits v, people p, logs l WHERE l.team = p.team AND l.seq = v.seq AND p.id < 5
SELECT v.id, p.name, l.person FROM visits v CROSS JOIN people p LEFT JOIN logs l ON l.team = p.team AND l.seq = v.seq WHERE p.id IN (1, 2, 3) AND v.id < 'v6'
SELECT l.person, l.seq FROM logs l WHERE l.team IN (SELECT team FROM people WHERE id = 7) AND l.seq IN (SELECT seq FROM visits)
SELECT l.person, l.seq FROM logs l WHERE l.team IN (SELECT team FROM people WHERE id < 4) AND l.seq IN (SELECT person FROM visits) AND l.word > 'w2'
SELECT l.word FROM logs l WHERE l.person IN (SELECT person FROM visits) AND l.word IN (SELECT word FROM logs WHERE team = 't2' AND seq < 3)
SELECT count(*), max(l.person) FROM people p, visits v, logs l WHERE l.team = p.team AND l.seq = v.seq
SELECT v.id, l.person FROM visits v, people p, logs l WHERE l.team = p.team AND l.seq = v.seq AND v.person = p.id
SELECT l.person FROM logs l WHERE l.team IN (SELECT team FROM people WHERE id = 9999) AND l.seq IN (SELECT seq FROM visits)
?SELECT l.person, p.name FROM people p, visits v, logs l WHERE l.team = p.team AND l.seq = v.seq AND p.id = 8 LIMIT 2
-- lists of values, read only as far as LIMIT needs them
?SELECT name FROM people WHERE team IN (SELECT team FROM visits) LIMIT 3
?SELECT name, team FROM people WHERE team IN (SELECT team FROM logs) LIMIT 20
?SELECT name, team FROM people WHERE team IN (SELECT team FROM logs) LIMIT 5 OFFSET 30
SELECT name, team FROM people WHERE team IN (SELECT team FROM logs) LIMIT 5000
SELECT name, team FROM people WHERE team IN (SELECT team FROM logs WHERE seq = 2) AND boss > 10 LIMIT 5000
?SELECT name, team FROM people WHERE team IN (SELECT team FROM logs WHERE seq > 2) AND boss > 10 LIMIT 40
?SELECT team, seq FROM logs WHERE team IN (SELECT team FROM people WHERE id < 40) LIMIT 30
?SELECT team, seq FROM logs l WHERE team IN (SELECT team FROM people p WHERE p.boss = l.seq) LIMIT 30
?SELECT p.name, v.id FROM people p LEFT JOIN visits v ON v.person = p.id WHERE p.team IN (SELECT team FROM logs WHERE word IS NOT NULL) LIMIT 25
?SELECT p.name FROM people p WHERE p.team IN (SELECT team FROM logs) AND p.team NOT IN (SELECT team FROM visits WHERE team IS NOT NULL) LIMIT 25
?SELECT p.name FROM people p WHERE p.team IN (SELECT upper(team) FROM logs) LIMIT 5
?SELECT DISTINCT p.team FROM people p WHERE p.team IN (SELECT team FROM logs) LIMIT 5
?SELECT p.name FROM people p WHERE p.id IN (SELECT person FROM logs) LIMIT 12

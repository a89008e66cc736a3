SELECT source, count(*) FROM schemes GROUP BY source ORDER BY source

select 1.5 from schemes

delete from schemes

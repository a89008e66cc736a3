select count(*) from schemes where accepted_on < :frist

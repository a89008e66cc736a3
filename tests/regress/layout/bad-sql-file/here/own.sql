select count(*) from scheme

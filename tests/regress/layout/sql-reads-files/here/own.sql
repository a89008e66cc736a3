select readfile('/etc/passwd')

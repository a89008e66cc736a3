attach '/tmp/x.sqlite' as x

-- expect: completed
return os.date("%Y-%m-%d %H:%M:%S %p", 86400)

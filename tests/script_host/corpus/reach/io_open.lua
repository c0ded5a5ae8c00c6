-- expect: failed
io.open("/etc/passwd")

-- expect: failed
dofile("/etc/passwd")

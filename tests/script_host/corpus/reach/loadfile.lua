-- expect: failed
loadfile("/etc/passwd")

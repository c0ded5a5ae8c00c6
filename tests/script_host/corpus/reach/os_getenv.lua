-- expect: failed
return os.getenv("HOME")

-- expect: failed
return os.tmpname()

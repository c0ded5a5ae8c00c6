-- expect: failed
os.remove("nothing")

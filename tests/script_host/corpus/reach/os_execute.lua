-- expect: failed
os.execute("true")

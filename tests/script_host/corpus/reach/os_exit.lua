-- expect: failed
os.exit(0)

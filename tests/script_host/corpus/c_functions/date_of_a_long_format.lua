-- expect: instructions
os.date(("%c"):rep(30000))

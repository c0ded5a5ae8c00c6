-- expect: failed
os.setlocale("de_DE.UTF-8")

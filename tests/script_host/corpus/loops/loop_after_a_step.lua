-- expect: instructions
wf.debug.echo(1)
while true do end

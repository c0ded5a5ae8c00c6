-- Brings a YAML file from its version to a later one, by migrations declared in another file: each
-- says from which version to which, and what changes. Comments, order and quotes stay.
local chain = require "migrate.chain"
local diff = require "migrate.diff"

-- What changes, for people.
local function show(file, plan, before, after)
  local text, counts = diff.text(before, after)
  wf.log.info(
    ("%s from %s to %s, lines: -%d +%d\n%s"):format(
      file,
      plan.from,
      plan.to,
      counts["-"],
      counts["+"],
      text
    )
  )
end

-- Where the copy goes: what is there already is never replaced.
local function backup_name(p, version)
  local function is_free(name) return wf.files.stat(name).kind == "absent" end
  if p.backup then
    if is_free(p.backup) then return p.backup end
    wf.fail("backup_is_there", p.backup .. " is there already; name another: backup=…")
  end
  local first = p.file .. "." .. version .. ".bak"
  local name, number = first, 1
  while not is_free(name) do
    number = number + 1
    name = first .. "." .. number
  end
  return name
end

return wf.workflow {
  name = "migrate",
  summary = "Brings a YAML file from its version to a later one, by declared migrations.",
  params = {
    file = wf.string { summary = "the file to migrate" },
    chain = wf.string { summary = "the file that declares the migrations" },
    from = wf.string { optional = true, summary = "its version, if it does not say so itself" },
    to = wf.string { optional = true, summary = "the version to reach; the latest without" },
    dry_run = wf.boolean { default = false, summary = "only say what would change" },
    backup = wf.string { optional = true, summary = "where a copy goes first; beside it without" },
    verify = wf.string { optional = true, summary = "a shell script that must succeed afterwards" },
  },
  run = function(p)
    local migrations = chain.read(wf.files.read(p.chain).content, p.chain)
    local original = wf.files.read(p.file)
    local plan = chain.plan(migrations, original.content, p)
    local migrated = chain.apply(migrations, plan, original.content, p.file)
    local result = { from = plan.from, to = plan.to, changed = migrated ~= original.content }
    if not result.changed then return result end

    show(p.file, plan, original.content, migrated)
    if p.dry_run then return result end

    local backup = backup_name(p, plan.from)
    wf.undo(wf.files.copy { from = p.file, to = backup, name = "back up" })
    wf.undo(wf.files.write {
      path = p.file,
      content = migrated,
      expect = original.sha256, -- nobody changed it since it was read
      name = "write",
    })
    if p.verify then wf.shell { p.verify, name = "verify" } end
    wf.emit("file.migrated", { subject = p.file, data = { from = plan.from, to = plan.to } })
    result.backup = backup
    return result
  end,
}

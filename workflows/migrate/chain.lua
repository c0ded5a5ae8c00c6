-- Migrations as they are declared, the way from one version to another, and its application.
-- Invariant: what is applied twice changes nothing the second time. Versions are compared as they
-- are written: 1.1 and 1.10 are two, 1.0 and "1.0" are one.
local chain = {}

local function refuse(code, message) wf.fail(code, message) end

-- f(…); what is wrong with it is said of `whom`.
local function said_of(whom, f, ...)
  local ok, value = pcall(f, ...)
  if not ok then refuse(value.code, whom .. ": " .. value.message) end
  return value
end

local function is_list(value)
  if type(value) ~= "table" then return false end
  return #value > 0 or next(value) == nil
end

local function is_path(value) return (pcall(wf.yaml.has, "", value)) end

-- The change as wf.yaml.edit takes it.
local function edit_of(change)
  local edit = {}
  for key, value in pairs(change) do
    if key ~= "where" then edit[key] = value end
  end
  return edit
end

local function check_change(change, bad)
  if type(change) ~= "table" then bad "is no map with set, add, remove or rename" end
  if change.where ~= nil and not is_path(change.where) then
    bad "has a `where` that is no path: a list of keys and places, or one key"
  end
  local ok, problem = pcall(wf.yaml.edit, "", { edit_of(change) })
  if not ok and problem.code == "bad_argument" then
    bad((problem.message:gsub("^wf%.yaml%.edit: change 1: ", "is none: ")))
  end
end

local fields = { from = true, to = true, summary = true, changes = true }

-- One declared migration, checked; `written` is the same with its versions as they are written.
local function read_migration(declared, written, whom)
  local function bad(what) refuse("bad_chain", whom .. " " .. what) end
  if type(declared) ~= "table" then bad "is no map with from, to and changes" end
  for key in pairs(declared) do
    if not fields[key] then bad("has the unknown field '" .. tostring(key) .. "'") end
  end
  if type(written.from) ~= "string" or type(written.to) ~= "string" then
    bad "lacks `from` or `to`, each a version"
  end
  if not is_list(declared.changes) then bad "lacks its list of `changes`" end
  for number, change in ipairs(declared.changes) do
    check_change(change, function(what) bad("has a change " .. number .. " that " .. what) end)
  end
  return {
    from = written.from,
    to = written.to,
    is_text = type(declared.to) == "string",
    changes = declared.changes,
    whom = whom,
  }
end

-- The declared migrations, checked. `version` is the path of the version in the file to migrate.
function chain.read(text, file)
  local function bad(what) refuse("bad_chain", file .. ": " .. what) end
  local declared = said_of(file, wf.yaml.decode, text)
  if type(declared) ~= "table" or not is_list(declared.migrations) then
    bad "a map with `version` (a path) and `migrations` (a list) belongs there"
  end
  local version = declared.version == nil and "version" or declared.version
  if not is_path(version) then
    bad "its `version` is no path: a list of keys and places, or one key"
  end
  local written = wf.yaml.decode(text, { as_written = true }).migrations
  local migrations = {}
  for number, migration in ipairs(declared.migrations) do
    migrations[number] =
      read_migration(migration, written[number], file .. ": migration " .. number)
  end
  return {
    version = type(version) == "string" and { version } or version,
    migrations = migrations,
    file = file,
  }
end

local function migration_from(migrations, version)
  for _, migration in ipairs(migrations) do
    if migration.from == version then return migration end
  end
end

local function known_versions(migrations)
  local known = {}
  for _, migration in ipairs(migrations) do
    known[#known + 1] = migration.from
  end
  if #migrations > 0 then known[#known + 1] = migrations[#migrations].to end
  return table.concat(known, ", ")
end

-- The version of the text, as it is written there, or else as the caller says.
local function version_of(declared, text, wanted)
  local path = table.concat(declared.version, ".")
  local version = said_of(wanted.file, wf.yaml.at, text, declared.version, { as_written = true })
  if version == nil or version == wf.null then version = wanted.from end
  if version == nil then
    refuse("no_version", wanted.file .. " has no " .. path .. "; say which version it is: from=…")
  end
  if type(version) ~= "string" then
    refuse(
      "no_version",
      wanted.file .. ": its " .. path .. " is a list or map; a version belongs there"
    )
  end
  return version
end

-- The migrations from the text's version to `wanted.to`, or as far as they lead.
function chain.plan(declared, text, wanted)
  local migrations = declared.migrations
  local version = version_of(declared, text, wanted)
  local plan = { from = version, to = version, migrations = {} }
  while plan.to ~= wanted.to do
    local migration = migration_from(migrations, plan.to)
    if not migration then break end
    if #plan.migrations == #migrations then
      refuse("bad_chain", declared.file .. ": its migrations lead round in a circle")
    end
    plan.migrations[#plan.migrations + 1] = migration
    plan.to = migration.to
  end
  local is_known = plan.to == wanted.to
    or (
      not wanted.to
      and (#plan.migrations > 0 or #migrations > 0 and migrations[#migrations].to == version)
    )
  if not is_known then
    refuse(
      "no_way",
      "no migrations lead from "
        .. version
        .. " to "
        .. (wanted.to or "anywhere")
        .. "; "
        .. declared.file
        .. " knows "
        .. known_versions(migrations)
    )
  end
  return plan
end

-- With `where`, only if something stands at that path.
local function apply_change(text, change)
  local is_wanted = not change.where or wf.yaml.has(text, change.where)
  return is_wanted and wf.yaml.edit(text, { edit_of(change) }) or text
end

-- The version in the type it had; a number as the chain has it.
local function note_version(text, path, migration)
  local ok, noted = pcall(wf.yaml.at, text, path)
  local change = { set = path }
  if migration.is_text or ok and type(noted) == "string" then
    change.value = migration.to
  else
    change.yaml = migration.to
  end
  return wf.yaml.edit(text, { change })
end

-- The text of `file` after the planned migrations.
function chain.apply(declared, plan, text, file)
  for _, migration in ipairs(plan.migrations) do
    local whom = file .. ": " .. migration.whom
    for number, change in ipairs(migration.changes) do
      text = said_of(whom .. ", change " .. number, apply_change, text, change)
    end
    text = said_of(whom, note_version, text, declared.version, migration)
  end
  return text
end

return chain

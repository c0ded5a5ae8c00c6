-- The AZ-OS configuration from 1.0 to 1.2: sections added where they are missing, the Anthropic
-- model's name brought up to date. All else in the file stays as it is, comments and all.

local performance = [[
max_workers: 4
memory_limit: "4GB"
cache_size: "1GB"
]]

local security = [[
encryption: true
audit_log: true
auto_update: true
]]

local integrations = [[
office:
  enabled: true
  outlook: true
  word: true
  excel: true
teams:
  enabled: true
  auto_join: false
  notifications: true
]]

-- The version in the type the file has it: 1.1, or "1.1" in quotes.
local function with_version(text, version)
  local is_text = type(wf.yaml.at(text, "version")) == "string"
  local change = { set = "version" }
  change[is_text and "value" or "yaml"] = version
  return wf.yaml.edit(text, { change })
end

local function to_1_1(text)
  text = wf.yaml.edit(text, { { add = "performance", yaml = performance } })
  local anthropic = { "models", "providers", "anthropic" }
  if wf.yaml.has(text, anthropic) then
    local model = { "models", "providers", "anthropic", "model" }
    text = wf.yaml.edit(text, { { set = model, value = "claude-3-sonnet" } })
  end
  return with_version(text, "1.1")
end

local function to_1_2(text)
  text = wf.yaml.edit(text, {
    { add = "security", yaml = security },
    { add = "integrations", yaml = integrations },
  })
  return with_version(text, "1.2")
end

return wf.workflow {
  name = "az-os-migration",
  summary = "Brings an AZ-OS configuration from 1.0 or 1.1 to 1.2.",
  params = { file = wf.string { default = "az-os-config/config.yaml" } },
  run = function(p)
    if wf.files.stat(p.file).kind == "absent" then return { changed = false } end
    local config = wf.files.read(p.file)
    local version = wf.yaml.at(config.content, "version", { as_written = true })
    local migrated = config.content
    if version == "1.0" then migrated = to_1_1(migrated) end
    if version == "1.0" or version == "1.1" then migrated = to_1_2(migrated) end
    local written = wf.undo(wf.files.write {
      path = p.file,
      content = migrated,
      expect = config.sha256, -- nobody changed it since it was read
    })
    return { from = version, changed = written.changed }
  end,
}

# The shipped plugins are tested as they are shipped, through the loader.
add_dependencies(unit_host auth_smtp auth_smime predicate_members)

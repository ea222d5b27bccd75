/** Version 3: a lineage learns what the control plane says is here. */
export const schemaV3 = `
-- Up to which segment id the control plane has said what it takes for being here; null once it has said all.
ALTER TABLE lineage ADD COLUMN listed_to TEXT DEFAULT '';
`

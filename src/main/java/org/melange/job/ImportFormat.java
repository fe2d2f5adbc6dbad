package org.melange.job;

import java.util.Optional;
import org.melange.spark.kb.EntitySource;

/** Formats that {@code import-kb} reads. */
public enum ImportFormat {
  /** One JSON object per line. */
  JSONL(EntitySource.Format.JSONL),
  /** CSV with a header row. */
  CSV(EntitySource.Format.CSV),
  /** Parquet. */
  PARQUET(EntitySource.Format.PARQUET),
  /** MIMIC's {@code kb_entity.json}. */
  MIMIC(EntitySource.Format.MIMIC),
  /** Wikidata's dump of entities in JSON. */
  WIKIDATA(null);

  private final EntitySource.Format records;

  ImportFormat(EntitySource.Format records) {
    this.records = records;
  }

  /** The format of files with a record for each entity; empty for a dump. */
  Optional<EntitySource.Format> records() {
    return Optional.ofNullable(records);
  }
}

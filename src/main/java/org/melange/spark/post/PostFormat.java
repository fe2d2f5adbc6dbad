package org.melange.spark.post;

import org.melange.spark.row.Schemas;

/** Input formats of posts. */
public enum PostFormat {
  /** One JSON object per line, compressed or not. */
  JSONL,
  /** Parquet with the columns of {@link Schemas#POST}; other columns are passed on. */
  PARQUET,
  /** MIMIC's layout: a JSON array of {@code id, sentence, imgPath, mentions, entities, answer}. */
  MIMIC
}

package org.melange.spark.post;

import org.melange.spark.row.Schemas;

/** Formats that posts are read from. */
public enum PostFormat {
  /** One JSON object a line, compressed or not. */
  JSONL,
  /** Parquet with the columns of {@link Schemas#POST}; further ones are carried along. */
  PARQUET,
  /** MIMIC's layout: a JSON array of {@code id, sentence, imgPath, mentions, entities, answer}. */
  MIMIC
}

package org.melange.spark.post;

import org.melange.spark.input.FileNames;
import org.melange.spark.row.Schemas;

/** Input formats of posts. */
public enum PostFormat {
  /** One JSON object per line, compressed or not. */
  JSONL(FileNames.JSON_LINES),
  /** Parquet with the columns of {@link Schemas#POST}; other columns are passed on. */
  PARQUET(FileNames.PARQUET),
  /** MIMIC's layout: a JSON array of {@code id, sentence, imgPath, mentions, entities, answer}. */
  MIMIC(FileNames.JSON_ARRAY);

  private final FileNames names;

  PostFormat(FileNames names) {
    this.names = names;
  }

  /** The names that files have in directories and globs. */
  public FileNames names() {
    return names;
  }
}

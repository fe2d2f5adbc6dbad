package org.melange.job.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.clip.tokenizer.BpeTrainer;

/** Trains a vocabulary for a CLIP with random weights. */
public final class TokenizerTraining {

  /** The most texts of each kind that a vocabulary is trained on. */
  private static final int TEXTS = 100_000;

  private TokenizerTraining() {}

  /**
   * Trains on texts of posts, and on labels with descriptions of entities.
   *
   * @param vocabulary number of tokens
   * @return a temporary {@code tokenizer.json}
   */
  public static Path train(Dataset<Row> posts, Dataset<Row> entities, int vocabulary) {
    Dataset<Row> names = entities.select(concat_ws(" ", col("label"), col("description")));
    List<String> texts =
        posts
            .select("text")
            .limit(TEXTS)
            .union(names.limit(TEXTS))
            .as(Encoders.STRING())
            .collectAsList();
    try {
      Path file = Files.createTempFile("melange-tokenizer", ".json");
      BpeTrainer.train(texts, vocabulary, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("writing the tokenizer", e);
    }
  }
}

package org.melange.spark.store;

import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Links the mentions of a shard. */
public interface MentionLinker {

  /** What it links with. */
  LinkScope scope();

  /**
   * Links mentions.
   *
   * @param mentions rows of {@link org.melange.spark.kb.MentionExtractor}, with further columns
   *     that must be carried along
   * @return with the link columns of {@code contracts.md}, one row a mention
   */
  Dataset<Row> link(Dataset<Row> mentions);

  /** A linker that applies transformers one after the other. */
  static MentionLinker of(LinkScope scope, Transformer... stages) {
    return new MentionLinker() {
      @Override
      public LinkScope scope() {
        return scope;
      }

      @Override
      public Dataset<Row> link(Dataset<Row> mentions) {
        Dataset<Row> rows = mentions;
        for (Transformer stage : stages) {
          rows = stage.transform(rows);
        }
        return rows;
      }
    };
  }
}

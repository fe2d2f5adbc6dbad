package org.melange.spark.kb;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.Qids;
import org.melange.kb.index.EntityTexts;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;

/** Labels and descriptions of a few entities, from the index of a knowledge base. */
public final class EntityTextRows {

  private static final StructType TEXTS =
      new StructType()
          .add("qid", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("description", DataTypes.StringType);

  private EntityTextRows() {}

  /**
   * Rows of {@code qid}, {@code label} and {@code description}, which one task reads. Entities that
   * the knowledge base does not have are left out.
   *
   * @param qids of the entities; few
   */
  public static Dataset<Row> of(SparkSession spark, IndexRef index, Collection<String> qids) {
    return spark
        .createDataset(List.copyOf(qids), Encoders.STRING())
        .coalesce(1)
        .mapPartitions(new Find(index), Encoders.row(TEXTS));
  }

  /** Finds entities. */
  static final class Find implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;
    private final IndexRef index;

    Find(IndexRef index) {
      this.index = index;
    }

    @Override
    public Iterator<Row> call(Iterator<String> qids) {
      EntityTexts texts = index.load().texts();
      return BatchingIterator.flatMap(qids, qid -> found(qid, texts));
    }

    private static List<Row> found(String qid, EntityTexts texts) {
      if (!Qids.isValid(qid)) {
        return List.of();
      }
      long number = Qids.number(qid);
      return texts.find(number) < 0
          ? List.of()
          : List.of(Rows.of(TEXTS, qid, texts.label(number), texts.description(number)));
    }
  }
}

package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.melange.eval.NameRelation;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** How mentions are related to the names of their entities. */
public final class NameRelations {

  /** The column that is added. */
  public static final String COLUMN = "name_relation";

  private NameRelations() {}

  /**
   * Adds {@link #COLUMN}: the {@link NameRelation#text()} of each mention.
   *
   * @param mentions with {@code mention, gold_qid}
   * @param entities with {@code qid, label, aliases}; all golds are among them
   */
  public static Dataset<Row> add(Dataset<Row> mentions, Dataset<Row> entities) {
    return mentions
        .join(
            entities.select(
                col("qid").as("related_qid"),
                col("label").as("related_label"),
                col("aliases").as("related_aliases")),
            col("gold_qid").equalTo(col("related_qid")))
        .withColumn(
            COLUMN,
            udf(new Relation(), DataTypes.StringType)
                .apply(col("mention"), col("related_label"), col("related_aliases")))
        .drop("related_qid", "related_label", "related_aliases");
  }

  /** The text of a relation. */
  static final class Relation implements UDF3<String, String, Seq<String>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(String mention, String label, Seq<String> aliases) {
      List<String> others = aliases == null ? List.of() : CollectionConverters.asJava(aliases);
      return NameRelation.of(mention, label, others).text();
    }
  }
}

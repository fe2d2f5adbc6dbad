package org.melange.spark.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ReleasedRanker;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EntityImages;
import org.melange.spark.features.FeatureCodec;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.FileOrder;

/**
 * Ranks by the evaluation protocol of the released code: {@link ReleasedRanker} with mentions and
 * entities in the order of the data set's files. Executors compute features; the driver ranks.
 *
 * @param data the data set
 * @param split of the mentions
 * @param mentionBatch mentions of a batch; the released code has 20
 * @param entityBatch entities of a chunk; the released code has 6,000
 */
public record ReleasedRanks(DataSet data, String split, int mentionBatch, int entityBatch) {

  /** The column of ranks. */
  public static final String COLUMN = "rank_released";

  private static final StructType SCHEMA =
      new StructType().add("released_key", DataTypes.StringType).add(COLUMN, DataTypes.IntegerType);

  /**
   * Adds {@value #COLUMN}.
   *
   * @param ranked with {@code mention_key}
   * @param mentions the same with {@code post_id}, {@code gold_qid} and features; all of them have
   *     their entity in the knowledge base
   * @param model directory of a model with the published gate
   */
  public Dataset<Row> addTo(
      Dataset<Row> ranked,
      Dataset<Row> mentions,
      KnowledgeBase base,
      String model,
      Settings settings) {
    List<Row> ranks = ranks(mentions, base, model, settings);
    Dataset<Row> keyed = ranked.sparkSession().createDataFrame(ranks, SCHEMA);
    return ranked
        .join(keyed, ranked.col("mention_key").equalTo(keyed.col("released_key")))
        .drop("released_key");
  }

  private List<Row> ranks(
      Dataset<Row> mentions, KnowledgeBase base, String model, Settings settings) {
    Dataset<Row> entities =
        ClipFeatures.ofEntities(model, base.manifest().fact("images_root").orElse("."), settings)
            .transform(EntityImages.structs(base.entities(mentions.sparkSession())));
    List<Row> ranks = new ArrayList<>();
    Map<String, Integer> indices = new HashMap<>();
    try (LinkingModel loaded = ModelInfo.load(model, settings.features().device());
        ReleasedRanker ranker = new ReleasedRanker(loaded)) {
      batches(
          FileOrder.entities(entities, data),
          entityBatch,
          "Encode entities in chunks",
          batch -> {
            ranker.add(batch.stream().map(FeatureCodec::features).toList());
            batch.forEach(row -> indices.put(row.getAs("qid"), indices.size()));
          });
      batches(
          FileOrder.mentions(mentions, data, split),
          mentionBatch,
          "Rank mentions in batches",
          batch -> {
            int[] golds =
                batch.stream()
                    .mapToInt(row -> indices.get(row.<String>getAs("gold_qid")))
                    .toArray();
            int[] found = ranker.ranks(batch.stream().map(FeatureCodec::features).toList(), golds);
            for (int i = 0; i < found.length; i++) {
              ranks.add(RowFactory.create(batch.get(i).getAs("mention_key"), found[i]));
            }
          });
    }
    return ranks;
  }

  /** Brings rows to this machine, in order, and gives them in batches. */
  private static void batches(
      Dataset<Row> ordered, int size, String what, Consumer<List<Row>> consumer) {
    JobDescription.during(
        ordered.sparkSession(),
        what,
        () -> {
          Iterator<Row> rows = ordered.toLocalIterator();
          List<Row> batch = new ArrayList<>(size);
          while (rows.hasNext()) {
            batch.add(rows.next());
            if (batch.size() == size || !rows.hasNext()) {
              consumer.accept(batch);
              batch.clear();
            }
          }
        });
  }
}

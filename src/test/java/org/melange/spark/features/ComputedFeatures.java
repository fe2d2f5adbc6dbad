package org.melange.spark.features;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.link.model.EncodedFeatures;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;

/** Features as the stages compute them, for tests outside of this package. */
public final class ComputedFeatures {

  private ComputedFeatures() {}

  /**
   * Of the entities of a knowledge base, by the number of their QID.
   *
   * @param images folder of their pictures
   */
  public static TreeMap<Long, EncodedFeatures> ofEntities(String kb, String model, String images) {
    Dataset<Row> entities = KnowledgeBase.open(kb).entities(LocalSpark.session());
    ClipFeatures stage = new ClipFeatures().ofEntities().setImagesRoot(images);
    stage.setModel(model);
    TreeMap<Long, EncodedFeatures> features = new TreeMap<>();
    for (Row row : stage.transform(EntityImages.structs(entities)).collectAsList()) {
      features.put(Long.valueOf(row.<String>getAs("qid").substring(1)), FeatureCodec.features(row));
    }
    return features;
  }

  /**
   * Of mentions, by their {@code id}.
   *
   * @param json objects of {@code id, mention, text, images}
   */
  public static Map<String, EncodedFeatures> ofMentions(
      List<String> json, String model, String images) {
    Dataset<Row> mentions =
        LocalSpark.rows(
            "id string, mention string, text string, images array<struct<uri: string, bytes: binary>>",
            json);
    ClipFeatures stage = new ClipFeatures().ofMentions().setImagesRoot(images);
    stage.setModel(model);
    Map<String, EncodedFeatures> features = new TreeMap<>();
    for (Row row : stage.transform(mentions).collectAsList()) {
      features.put(row.getAs("id"), FeatureCodec.features(row));
    }
    return features;
  }
}

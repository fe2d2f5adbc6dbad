package org.melange.spark.propose;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreFixture;
import org.melange.spark.store.StoreSchemas;
import org.melange.testing.LocalSpark;

/** Links and posts as a links table has them, and a knowledge base that lacks some of it. */
public final class ProposalFixture {

  /** The beginning of the addresses of files on Commons. */
  public static final String COMMONS = "https://commons.wikimedia.org/wiki/File:";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> links = new ArrayList<>();
  private final List<String> posts = new ArrayList<>();

  /**
   * Evidence of every kind, and some that does not count. The texts of posts about Zork are of two
   * topics.
   */
  public static ProposalFixture full() {
    ProposalFixture all = new ProposalFixture();
    // Tbilisi (Q1) has no image, and Tbilissi is not one of its names.
    all.post("a1", "Tbilisi at dawn", "{\"url\":\"https://example.org/a1\"}", COMMONS + "Dawn.jpg")
        .link("a1", "m1", "Tbilisi", "Q1", 0.99);
    all.post("a2", "Tbilisi at noon", "{}", "https://example.org/noon.jpg")
        .link("a2", "m1", "Tbilisi", "Q1", 0.95);
    all.post("a3", "Tbilisi at night", "{}", "https://example.org/night.jpg", COMMONS + "X.jpg")
        .link("a3", "m1", "Tiflis", "Q1", 0.94)
        .link("a3", "m2", "Tbilisi", "Q1", 0.93);
    all.post("a4", "Again: Tbilisi at dawn", "{}", COMMONS + "Dawn.jpg")
        .link("a4", "m1", "Tbilisi", "Q1", 0.92);
    all.post("a5", "  TBILISI at  noon ", "{}", "https://example.org/other.jpg")
        .link("a5", "m1", "TBILISI", "Q1", 0.91);
    all.post("a6", "Tbilisi, surely not", "{}", "https://example.org/6.jpg")
        .link("a6", "m1", "Tbilisi", "Q1", 0.89);
    all.post("a7", "Tbilisi, perhaps", "{}", "https://example.org/7.jpg")
        .link("a7", "m1", "Tbilisi", "Q1", null);
    all.post("a8", "Tbilisi, broken", "{}", "https://example.org/8.jpg")
        .linkWithImage("a8", "Tbilisi", "Q1", 0.9, "truncated");
    all.post("b1", "<b>Tbilissi</b> one", "{\"lang\":\"en-US\"}")
        .link("b1", "m1", "Tbilissi", "Q1", 0.97)
        .link("b1", "m2", "TBILISSI", "Q1", 0.96);
    all.post("b2", "Tbilissi two", "{\"language\":\"de\"}")
        .link("b2", "m1", "tbilissi", "Q1", 0.98);
    all.post("b3", "Tbilissi three", "{\"lang\":\"en\"}").link("b3", "m1", "Tbilissi", "Q1", 0.96);
    all.post("b4", "Tbilissi  THREE", "{\"lang\":\"fr\"}").link("b4", "m1", "Tbilissi", "Q1", 0.95);
    // The bar (Q30) has two pictures in three posts. Its name differs in diacritics only.
    for (int i = 1; i <= 3; i++) {
      all.post("c" + i, "Cafe Noir " + i, "{}", COMMONS + "Bar" + i / 2 + ".jpg")
          .link("c" + i, "m1", "Cafe Noir", "Q30", 0.99);
    }
    // The mountain (Q2) has an image, but no description.
    for (int i = 1; i <= 4; i++) {
      all.post("d" + i, "Mtatsminda " + i, "{}", COMMONS + "M" + i + ".jpg")
          .link("d" + i, "m1", "Mtatsminda", "Q2", 0.9 + i / 100.0);
    }
    // Nobody knows Q77.
    for (int i = 1; i <= 4; i++) {
      all.post("e" + i, "Lost " + i, "{}", COMMONS + "L" + i + ".jpg")
          .link("e" + i, "m1", "Lost", "Q77", 0.99);
    }
    String[] football = {
      "Zork scores a goal in the football match",
      "Goal by Zork in the second half of the football match",
      "Football: Zork leaves the match after his goal"
    };
    String[] kitchen = {
      "Recipe for zork soup with onion and butter",
      "My zork soup needs butter, onion and salt",
      "Onion, butter and zork make a good soup"
    };
    for (int i = 1; i <= 3; i++) {
      all.post("f" + i, football[i - 1], "{\"lang\":\"en\"}")
          .link("f" + i, "m1", "Zork", null, null);
      all.post("g" + i, kitchen[i - 1], "{}").link("g" + i, "m1", "zork", null, 0.4);
      all.post("h" + i, "Tiflis: match " + i, "{}").link("h" + i, "m1", "Tiflis", null, 0.3);
    }
    all.post("i1", "Blip in football match", "{}").link("i1", "m1", "Blip", null, null);
    all.post("i2", "Blip in football match", "{}").link("i2", "m1", "Blip", null, null);
    all.post("i3", "Blip in goal", "{}").link("i3", "m1", "Blip", null, null);
    // An earlier release wrote this post.
    all.posts.add("{\"post_id\":\"old\",\"state\":\"linked\",\"bucket\":0}");
    return all.link("old", "m1", "Tbilisi", "Q1", 0.99);
  }

  /** Adds a post. */
  public ProposalFixture post(String id, String text, String extra, String... images) {
    ObjectNode post = JSON.createObjectNode().put("post_id", id).put("state", "linked");
    ObjectNode record = post.put("bucket", 0).putObject("record");
    record.put("text", text).put("extra", extra);
    Arrays.stream(images).forEach(uri -> record.withArray("images").addObject().put("uri", uri));
    posts.add(post.toString());
    return this;
  }

  /** Adds a mention of a post; without a QID it is NIL. */
  public ProposalFixture link(
      String post, String mention, String name, String qid, Double confidence) {
    return add(post, mention, name, qid, confidence, "ok");
  }

  private ProposalFixture linkWithImage(
      String post, String name, String qid, Double confidence, String status) {
    return add(post, "m1", name, qid, confidence, status);
  }

  private ProposalFixture add(
      String post, String mention, String name, String qid, Double confidence, String status) {
    links.add(
        JSON.createObjectNode()
            .put("post_id", post)
            .put("mention_id", mention)
            .put("mention", name)
            .put("qid", qid)
            .put("confidence", confidence)
            .put("image_status", status)
            .put("bucket", 0)
            .toString());
    return this;
  }

  /** Rows of a links table. */
  public Dataset<Row> links() {
    return LocalSpark.rows(StoreSchemas.LINKS.toDDL(), links);
  }

  /** Rows of its posts table. */
  public Dataset<Row> posts() {
    return LocalSpark.rows(StoreSchemas.POSTS.toDDL(), posts);
  }

  /** Writes a links table. */
  public String store(Path directory) {
    LinkStore store = StoreFixture.in(directory).store(directory.resolve("table").toString());
    append(links(), store.root() + "/links");
    append(posts(), store.root() + "/posts");
    return store.root();
  }

  private static void append(Dataset<Row> rows, String table) {
    rows.write().format("delta").mode("append").save(table);
  }

  /** A knowledge base. */
  public static KnowledgeBase kb(Path directory) {
    return KnowledgeBase.write(
        LocalSpark.rows(
            Schemas.ENTITY.toDDL(),
            List.of(
                entity("Q1", "Tbilisi", "capital", "[\"Tiflis\"]", "[]"),
                entity("Q2", "Mtatsminda", " ", "[]", "[\"https://example.org/m.jpg\"]"),
                entity("Q30", "Café Noir", "bar", "[]", "[]"))),
        directory.toString(),
        Map.of());
  }

  private static String entity(
      String qid, String label, String description, String aliases, String images) {
    return ("{\"qid\":\"%s\",\"label\":\"%s\",\"description\":\"%s\",\"aliases\":%s,\"types\":[],"
            + "\"popularity\":0,\"images\":%s,\"redirects\":[]}")
        .formatted(qid, label, description, aliases, images);
  }
}

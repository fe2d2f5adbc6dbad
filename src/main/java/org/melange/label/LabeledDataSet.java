package org.melange.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.melange.run.Sha256;

/**
 * Labeled mentions as a data set in MIMIC's layout. All mentions of a post are in one split, which
 * depends on a seed and the post's id alone.
 *
 * @param mentions the mentions
 */
public record LabeledDataSet(List<LabeledMention> mentions) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sha256 digits that a split is decided by. */
  private static final int DIGITS = 12;

  /**
   * A mention with its right answer.
   *
   * @param postId the post
   * @param mentionId the mention in the post
   * @param text the post's text
   * @param mention the mention's text
   * @param image the image's file, relative to the data set; empty if there is none
   * @param gold a QID or {@link Answer#NIL}
   * @param label of the right entity; empty if unknown
   */
  public record LabeledMention(
      String postId,
      String mentionId,
      String text,
      String mention,
      String image,
      String gold,
      String label) {}

  /**
   * The shares of the splits; the rest is for training.
   *
   * @param dev of the posts
   * @param test of the posts
   */
  public record Shares(double dev, double test) {

    /**
     * @throws IllegalArgumentException if they are not shares of one whole
     */
    public Shares {
      if (!(dev >= 0 && test >= 0 && dev + test <= 1)) {
        throw new IllegalArgumentException(
            "the shares " + dev + " and " + test + " must be from 0 to 1, and so must their sum");
      }
    }

    /** The split of a post. */
    String split(String postId, long seed) {
      String digest = Sha256.of(seed + " " + postId).substring(0, DIGITS);
      double place = Long.parseLong(digest, 16) / Math.pow(16, DIGITS);
      return place < dev ? "dev" : place < dev + test ? "test" : "train";
    }
  }

  /** Copies the list. */
  public LabeledDataSet {
    mentions = List.copyOf(mentions);
  }

  /** The mentions of each split; splits without any are left out. */
  public Map<String, List<LabeledMention>> splits(Shares shares, long seed) {
    Map<String, List<LabeledMention>> splits = new TreeMap<>();
    for (LabeledMention mention : mentions) {
      splits
          .computeIfAbsent(shares.split(mention.postId(), seed), split -> new ArrayList<>())
          .add(mention);
    }
    return splits;
  }

  /** The file of a split: an array with one record a line. */
  public static String records(List<LabeledMention> split) {
    return "[\n"
        + String.join(",\n", split.stream().map(LabeledDataSet::record).toList())
        + "\n]\n";
  }

  /** {@code qid2id.json}: a number for each right entity. */
  public String index() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (LabeledMention mention : mentions) {
      if (!mention.gold().equals(Answer.NIL)) {
        numbers.put(mention.gold(), 0);
      }
    }
    int next = 0;
    Map<String, Integer> index = new LinkedHashMap<>();
    for (String qid : new TreeSet<>(numbers.keySet())) {
      index.put(qid, next++);
    }
    return json(index) + "\n";
  }

  private static String record(LabeledMention mention) {
    Map<String, String> record = new LinkedHashMap<>();
    record.put("id", escaped(mention.postId()) + "/" + escaped(mention.mentionId()));
    record.put("sentence", mention.text());
    record.put("imgPath", mention.image());
    record.put("mentions", mention.mention().replace("%", "%25"));
    record.put("entities", mention.label());
    record.put("answer", mention.gold());
    return json(record);
  }

  /** So that no two mentions have one id. */
  private static String escaped(String id) {
    return id.replace("%", "%25").replace("/", "%2F");
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text is always JSON", e);
    }
  }
}

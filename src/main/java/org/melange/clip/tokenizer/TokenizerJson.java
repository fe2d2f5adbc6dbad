package org.melange.clip.tokenizer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;

/** Writes a byte-pair vocabulary as a Hugging Face {@code tokenizer.json} like CLIP's. */
final class TokenizerJson {

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().serializeNulls().create();

  /** The parts of the published file that do not depend on the vocabulary. */
  private static final String FRAME =
      """
      {
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": {
          "type": "Sequence",
          "normalizers": [
            {"type": "NFC"},
            {"type": "Replace", "pattern": {"Regex": "\\\\s+"}, "content": " "},
            {"type": "Lowercase"}
          ]
        },
        "pre_tokenizer": {
          "type": "Sequence",
          "pretokenizers": [
            {"type": "Split", "pattern": {}, "behavior": "Removed", "invert": true},
            {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}
          ]
        },
        "post_processor": {
          "type": "RobertaProcessing",
          "sep": [],
          "cls": [],
          "trim_offsets": false,
          "add_prefix_space": false
        },
        "decoder": {
          "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true
        },
        "model": {
          "type": "BPE",
          "dropout": null,
          "unk_token": "<|endoftext|>",
          "continuing_subword_prefix": "",
          "end_of_word_suffix": "</w>",
          "fuse_unk": false,
          "byte_fallback": false
        }
      }
      """;

  private TokenizerJson() {}

  /**
   * The content of the file.
   *
   * @param vocabulary id of each piece, both markers among them
   * @param merges in the order in which they are applied
   */
  static String of(Map<String, Integer> vocabulary, List<BytePair> merges) {
    JsonObject root = JsonParser.parseString(FRAME).getAsJsonObject();
    JsonObject split =
        root.getAsJsonObject("pre_tokenizer")
            .getAsJsonArray("pretokenizers")
            .get(0)
            .getAsJsonObject();
    split.getAsJsonObject("pattern").addProperty("Regex", BpeTrainer.WORDS);
    mark(root, "cls", ClipTokenizer.START, vocabulary.get(ClipTokenizer.START), true);
    mark(root, "sep", ClipTokenizer.END, vocabulary.get(ClipTokenizer.END), false);
    JsonObject model = root.getAsJsonObject("model");
    model.add("vocab", GSON.toJsonTree(vocabulary));
    JsonArray lines = new JsonArray(merges.size());
    merges.forEach(merge -> lines.add(merge.left() + " " + merge.right()));
    model.add("merges", lines);
    return GSON.toJson(root) + "\n";
  }

  private static void mark(
      JsonObject root, String role, String marker, int id, boolean normalized) {
    JsonObject token = new JsonObject();
    token.addProperty("id", id);
    token.addProperty("content", marker);
    token.addProperty("single_word", false);
    token.addProperty("lstrip", false);
    token.addProperty("rstrip", false);
    token.addProperty("normalized", normalized);
    token.addProperty("special", true);
    root.getAsJsonArray("added_tokens").add(token);
    JsonArray place = root.getAsJsonObject("post_processor").getAsJsonArray(role);
    place.add(marker);
    place.add(id);
  }
}

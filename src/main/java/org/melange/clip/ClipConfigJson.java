package org.melange.clip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.melange.tensor.WeightsException;

/** {@link ClipConfig} from and to the keys of Hugging Face's {@code config.json}. */
final class ClipConfigJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ClipConfigJson() {}

  static ClipConfig read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightsException(file, "no usable CLIP configuration: " + e.getMessage(), e);
    }
  }

  static ClipConfig parse(String json) {
    JsonNode root = tree(json);
    String type = root.path("model_type").asText("clip");
    if (!type.equals("clip")) {
      throw new IllegalArgumentException("model_type must be clip, found " + type);
    }
    return new ClipConfig(
        integer(root, "projection_dim", 512),
        text(section(root, "text_config")),
        vision(section(root, "vision_config")));
  }

  private static JsonNode tree(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not valid JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  /** Early files repeat a section as {@code <name>_dict}, whose values take precedence. */
  private static JsonNode section(JsonNode root, String name) {
    ObjectNode merged = JSON.createObjectNode();
    for (String key : new String[] {name, name + "_dict"}) {
      JsonNode node = root.path(key);
      if (node instanceof ObjectNode object) {
        merged.setAll(object);
      } else if (!node.isMissingNode() && !node.isNull()) {
        throw new IllegalArgumentException(key + " must be an object");
      }
    }
    return merged;
  }

  private static ClipConfig.Text text(JsonNode node) {
    return new ClipConfig.Text(
        transformer(node, 512, 8, 2048),
        integer(node, "max_position_embeddings", 77),
        integer(node, "vocab_size", 49408),
        integer(node, "eos_token_id", 49407));
  }

  private static ClipConfig.Vision vision(JsonNode node) {
    int channels = integer(node, "num_channels", VisionTower.CHANNELS);
    if (channels != VisionTower.CHANNELS) {
      throw new IllegalArgumentException("num_channels must be 3, found " + channels);
    }
    return new ClipConfig.Vision(
        transformer(node, 768, 12, 3072),
        integer(node, "image_size", 224),
        integer(node, "patch_size", 32));
  }

  private static ClipConfig.Transformer transformer(
      JsonNode node, int width, int heads, int innerWidth) {
    return new ClipConfig.Transformer(
        integer(node, "hidden_size", width),
        integer(node, "num_hidden_layers", 12),
        integer(node, "num_attention_heads", heads),
        integer(node, "intermediate_size", innerWidth),
        Activation.of(node.path("hidden_act").asText(Activation.QUICK_GELU.label())),
        epsilon(node));
  }

  private static int integer(JsonNode node, String key, int absent) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(key + " must be an integer, found " + value);
    }
    return value.asInt();
  }

  private static float epsilon(JsonNode node) {
    JsonNode value = node.path("layer_norm_eps");
    if (value.isMissingNode()) {
      return 1e-5f;
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException("layer_norm_eps must be a number, found " + value);
    }
    return value.floatValue();
  }

  static String write(ClipConfig config) {
    ObjectNode root = JSON.createObjectNode();
    root.putArray("architectures").add("CLIPModel");
    root.put("model_type", "clip").put("projection_dim", config.projectionDim());
    root.put("torch_dtype", "float32");
    ObjectNode text = root.putObject("text_config").put("model_type", "clip_text_model");
    write(text, config.text().transformer(), config.projectionDim());
    text.put("max_position_embeddings", config.text().positions());
    text.put("vocab_size", config.text().vocabulary());
    text.put("eos_token_id", config.text().endToken());
    ObjectNode vision = root.putObject("vision_config").put("model_type", "clip_vision_model");
    write(vision, config.vision().transformer(), config.projectionDim());
    vision.put("image_size", config.vision().imageSize());
    vision.put("patch_size", config.vision().patchSize());
    vision.put("num_channels", VisionTower.CHANNELS);
    return root.toPrettyString() + "\n";
  }

  private static void write(ObjectNode node, ClipConfig.Transformer transformer, int projection) {
    node.put("hidden_size", transformer.width());
    node.put("num_hidden_layers", transformer.layers());
    node.put("num_attention_heads", transformer.heads());
    node.put("intermediate_size", transformer.innerWidth());
    node.put("projection_dim", projection);
    node.put("hidden_act", transformer.activation().label());
    node.put("layer_norm_eps", transformer.epsilon());
  }
}

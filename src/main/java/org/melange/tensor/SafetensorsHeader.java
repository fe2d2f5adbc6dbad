package org.melange.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked against the number of bytes that follow it. A file
 * is not trusted. Each entry must be within the data, have the bytes that its shape needs, and
 * overlap no other.
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** One tensor. {@code begin} and {@code end} are offsets from the first byte after the header. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String name, ElementType type, long[] shape, long begin, long end) {}

  /** Parses the header of {@code file}, which is followed by {@code dataBytes} bytes of data. */
  static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
    return new Parser(file, dataBytes).parse(json);
  }

  private record Parser(Path file, long dataBytes) {

    SafetensorsHeader parse(byte[] json) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : root(json).properties()) {
        if (field.getKey().equals(METADATA)) {
          field.getValue().properties().forEach(e -> metadata.put(e.getKey(), text(e)));
        } else {
          entries.put(field.getKey(), entry(field.getKey(), field.getValue()));
        }
      }
      refuseOverlaps(entries);
      return new SafetensorsHeader(entries, metadata);
    }

    private static String text(Map.Entry<String, JsonNode> field) {
      return field.getValue().asText();
    }

    private JsonNode root(byte[] json) {
      try {
        JsonNode root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
        if (root != null && root.isObject()) {
          return root;
        }
      } catch (JsonProcessingException e) {
        throw new WeightsException(file, "the safetensors header is not valid JSON", e);
      }
      throw new WeightsException(file, "the safetensors header is not a JSON object");
    }

    private Entry entry(String name, JsonNode node) {
      String dtype = node.path("dtype").asText();
      ElementType type =
          ElementType.ofName(dtype)
              .orElseThrow(() -> bad(name, "element type '" + dtype + "' cannot be read"));
      long[] shape = longs(name, node, "shape");
      long[] offsets = longs(name, node, "data_offsets");
      if (offsets.length != 2 || offsets[1] < offsets[0]) {
        throw bad(name, "data_offsets must be [begin, end]");
      }
      if (offsets[1] > dataBytes) {
        throw bad(
            name,
            String.format(
                Locale.ROOT,
                "ends at byte %d of the data, the file holds %d (is it truncated?)",
                offsets[1],
                dataBytes));
      }
      checkSize(name, type, shape, offsets[1] - offsets[0]);
      return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private void checkSize(String name, ElementType type, long[] shape, long found) {
      long expected;
      try {
        expected = Math.multiplyExact(Tensor.elements(shape), type.bytes());
      } catch (ArithmeticException e) {
        throw bad(name, "the product of its shape is too large");
      }
      if (found != expected) {
        throw bad(
            name,
            String.format(
                Locale.ROOT, "shape needs %d bytes, data_offsets span %d", expected, found));
      }
    }

    private long[] longs(String name, JsonNode node, String field) {
      JsonNode array = node.path(field);
      long[] values = new long[array.size()];
      boolean valid = array.isArray();
      for (int i = 0; i < values.length; i++) {
        valid &= array.get(i).canConvertToLong() && array.get(i).isIntegralNumber();
        values[i] = array.get(i).asLong();
        valid &= values[i] >= 0;
      }
      if (!valid) {
        throw bad(name, field + " must be a list of non-negative integers, found " + array);
      }
      return values;
    }

    private void refuseOverlaps(Map<String, Entry> entries) {
      List<Entry> ordered = new ArrayList<>(entries.values());
      ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      for (int i = 1; i < ordered.size(); i++) {
        Entry previous = ordered.get(i - 1);
        if (ordered.get(i).begin() < previous.end()) {
          throw bad(ordered.get(i).name(), "its bytes overlap those of " + previous.name());
        }
      }
    }

    private WeightsException bad(String tensor, String message) {
      return new WeightsException(file, "tensor " + tensor + ": " + message);
    }
  }
}

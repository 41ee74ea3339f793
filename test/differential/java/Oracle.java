import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/** Answers one line of JSON for each: {pattern, event} by event-ruler, {path, document} by Jayway JsonPath. */
public final class Oracle {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Configuration JAYWAY =
      Configuration.builder().jsonProvider(new JacksonJsonProvider(MAPPER)).options(Option.SUPPRESS_EXCEPTIONS).build();

  public static void main(String[] args) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode question = MAPPER.readTree(line);
      ObjectNode answer = MAPPER.createObjectNode();
      try {
        if (question.has("pattern")) rule(question, answer);
        else path(question, answer);
      } catch (Exception refused) {
        answer.put("refused", String.valueOf(refused.getMessage()));
      }
      out.write(MAPPER.writeValueAsString(answer));
      out.newLine();
      if (!in.ready()) out.flush();
    }
    out.flush();
  }

  private static void rule(JsonNode question, ObjectNode answer) throws Exception {
    String pattern = question.get("pattern").asText();
    var machine = new Machine();
    machine.addRule("rule", pattern);
    answer.put("value", !machine.rulesForJSONEvent(question.get("event").asText()).isEmpty());
  }

  private static void path(JsonNode question, ObjectNode answer) {
    Object document = MAPPER.convertValue(question.get("document"), Object.class);
    Object value = JsonPath.using(JAYWAY).parse(document).read(question.get("path").asText());
    answer.set("value", MAPPER.valueToTree(value));
  }
}

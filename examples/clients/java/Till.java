import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A payment of a till in Java (17 or newer): paid, followed live, its answer lost on purpose, repeated, its receipt printed.
 *
 * <pre>TENDERLINE_URL=http://127.0.0.1:4460 TENDERLINE_TOKEN_FILE=tenderline.journal.token java Till.java V400m-324688179 1099 EUR ORDER-1001</pre>
 */
class Till {
  static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  static final String URL = System.getenv("TENDERLINE_URL");
  static String token;

  public static void main(String[] args) throws Exception {
    token = Files.readString(Path.of(System.getenv("TENDERLINE_TOKEN_FILE"))).strip();
    var reference = args[3];
    // The id is kept before anything is sent: a till that dies here asks for the same payment when it is back.
    var kept = Path.of(System.getenv().getOrDefault("TILL_FOLDER", "."), reference + ".id");
    if (!Files.exists(kept)) Files.writeString(kept, UUID.randomUUID().toString());
    var id = Files.readString(kept);
    var body =
        """
        {"type":"payment","poiid":"%s","amount":{"currency":"%s","value":%d},"reference":"%s",
         "saleToAcquirerData":{"tenderOptions":["ReceiptHandler"]}}"""
            .formatted(args[0], args[2], Long.parseLong(args[1]), reference);

    // Without a gateway the payment begins all the same.
    follow(id).await(5, TimeUnit.SECONDS);
    loseAnAnswer(id, body);
    var transaction = transact(id, body);
    var outcome = transaction.substring(transaction.indexOf("\"outcome\":"));
    System.out.printf("settled  %s, charged: %s%n", member(outcome, "kind"), member(outcome, "charged"));
    var receipt = request("/v1/transactions/" + id + "/receipt?kind=customer&width=32").header("Accept", "text/plain");
    System.out.println(HTTP.send(receipt.build(), BodyHandlers.ofString()).body());
    System.exit(member(outcome, "charged").equals("yes") ? 0 : 1);
  }

  /** Repeats the PUT until the payment is settled. The same id and body are the same payment, however often it is sent. */
  static String transact(String id, String body) throws InterruptedException {
    while (true) {
      try {
        var put = request("/v1/transactions/" + id + "?wait=30").timeout(Duration.ofSeconds(40));
        var answer = HTTP.send(put.PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        var status = answer.statusCode();
        var isLater = status == 408 || status == 429 || status >= 500;
        // What an earlier try began goes on: look it up before the money is taken in another way.
        if (status >= 400 && !isLater) throw new IllegalArgumentException(answer.body());
        if (status < 400 && member(answer.body(), "state").equals("settled")) return answer.body();
      } catch (IOException lost) {
        System.out.println("again    " + lost);
      }
      Thread.sleep(500);
    }
  }

  /** Hangs up before the answer: what a pulled cable does. */
  static void loseAnAnswer(String id, String body) throws InterruptedException {
    var put = request("/v1/transactions/" + id + "?wait=30").timeout(Duration.ofMillis(200));
    try {
      HTTP.send(put.PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding());
    } catch (IOException lost) {
      System.out.println("lost     the answer of the first PUT");
    }
  }

  /** Follows the payment. From `ready` on nothing is missed. */
  static CountDownLatch follow(String id) {
    var ready = new CountDownLatch(1);
    var events = request("/v1/events?types=transaction&transaction=" + id).build();
    HTTP.sendAsync(events, BodyHandlers.ofLines())
        .thenApply(HttpResponse::body)
        .thenAccept(
            lines ->
                lines
                    .peek(line -> { if (line.equals("event: ready")) ready.countDown(); })
                    .filter(line -> line.startsWith("data: {\"id\""))
                    .forEach(line -> System.out.println("live     " + member(line, "state"))));
    return ready;
  }

  static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(URL + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  /** The first text member of that name. A till reads JSON with the library that it has. */
  static String member(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }
}

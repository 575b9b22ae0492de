// A payment of a till in C# (.NET 8): paid, followed live, its answer lost on purpose, repeated, its receipt printed.
//
//   TENDERLINE_URL=http://127.0.0.1:4460 TENDERLINE_TOKEN_FILE=tenderline.journal.token dotnet run V400m-324688179 1099 EUR ORDER-1001
//
// No test of this repository runs it: it was written beside those that are.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

var (poiid, value, currency, reference) = (args[0], long.Parse(args[1]), args[2], args[3]);
var token = File.ReadAllText(Environment.GetEnvironmentVariable("TENDERLINE_TOKEN_FILE")!).Trim();
var baseAddress = new Uri(Environment.GetEnvironmentVariable("TENDERLINE_URL")!);
using var http = new HttpClient { BaseAddress = baseAddress, Timeout = Timeout.InfiniteTimeSpan };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

// The id is kept before anything is sent: a till that dies here asks for the same payment when it is back.
var kept = Path.Combine(Environment.GetEnvironmentVariable("TILL_FOLDER") ?? ".", $"{reference}.id");
if (!File.Exists(kept)) File.WriteAllText(kept, Guid.NewGuid().ToString());
var id = File.ReadAllText(kept);
var tenderOptions = new[] { "ReceiptHandler" }; // the till prints
var body = new
{
    type = "payment", poiid, amount = new { currency, value }, reference, saleToAcquirerData = new { tenderOptions },
};

var following = new TaskCompletionSource();
_ = FollowAsync();
// From `ready` on nothing is missed; without a gateway the payment begins all the same.
await Task.WhenAny(following.Task, Task.Delay(TimeSpan.FromSeconds(5)));
await LoseAnAnswerAsync();
var transaction = await TransactAsync();
var outcome = transaction.GetProperty("outcome");
var charged = outcome.GetProperty("charged").GetString();
Console.WriteLine($"settled  {outcome.GetProperty("kind").GetString()}, charged: {charged}");
using var receipt = new HttpRequestMessage(HttpMethod.Get, $"/v1/transactions/{id}/receipt?kind=customer&width=32");
receipt.Headers.Accept.ParseAdd("text/plain");
Console.WriteLine(await (await http.SendAsync(receipt)).Content.ReadAsStringAsync());
return charged == "yes" ? 0 : 1;

// Repeats the PUT until the payment is settled. The same id and body are the same payment, however often it is sent.
async Task<JsonElement> TransactAsync()
{
    while (true)
    {
        try
        {
            using var within = new CancellationTokenSource(TimeSpan.FromSeconds(40));
            using var answer = await http.PutAsJsonAsync($"/v1/transactions/{id}?wait=30", body, within.Token);
            var isLater = (int)answer.StatusCode is 408 or 429 or >= 500;
            // What an earlier try began goes on: look it up before the money is taken in another way.
            if (!isLater && !answer.IsSuccessStatusCode)
                throw new ArgumentException(await answer.Content.ReadAsStringAsync());
            if (!isLater)
            {
                var found = await answer.Content.ReadFromJsonAsync<JsonElement>(within.Token);
                if (found.GetProperty("state").GetString() == "settled") return found;
            }
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException or IOException)
        {
            Console.WriteLine($"again    {lost.Message}");
        }
        await Task.Delay(500);
    }
}

// Hangs up before the answer: what a pulled cable does.
async Task LoseAnAnswerAsync()
{
    try
    {
        using var within = new CancellationTokenSource(200);
        using var _ = await http.PutAsJsonAsync($"/v1/transactions/{id}?wait=30", body, within.Token);
    }
    catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
    {
        Console.WriteLine("lost     the answer of the first PUT");
    }
}

async Task FollowAsync()
{
    using var stream = await http.GetStreamAsync($"/v1/events?types=transaction&transaction={id}");
    using var lines = new StreamReader(stream);
    while (await lines.ReadLineAsync() is { } line)
    {
        if (line == "event: ready") following.TrySetResult();
        if (!line.StartsWith("data: {\"id\"")) continue;
        var state = JsonDocument.Parse(line["data: ".Length..]).RootElement;
        Console.WriteLine($"live     {state.GetProperty("state").GetString()}");
    }
}

// Reads AsyncAPI documents with the official parser and prints what it found: one JSON object per file.
import { fromFile, Parser } from '@asyncapi/parser';

const parser = new Parser();
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await fromFile(parser, file).parse();
  const findings = diagnostics.map((each) => ({
    severity: each.severity, // 0 is an error
    message: `${each.path.join('.')}: ${each.message}`,
  }));
  const operations = document?.operations().all() ?? [];
  const channels = document?.channels().all() ?? [];
  console.log(JSON.stringify({
    file,
    findings,
    operations: operations.map((each) => each.action()),
    addresses: channels.map((each) => each.address()),
    shown: Object.fromEntries(channels.map((each) => [each.id(), each.messages().all().map((one) => one.name())])),
    payloads: Object.fromEntries((document?.messages().all() ?? []).map((each) => [each.name(), each.payload().json()])),
    contentTypes: (document?.messages().all() ?? []).map((each) => each.contentType()),
  }));
}

"""Words that the synthetic texts of training are made of; none is taken from anyone's record."""

FORENAMES = """
Aaron Abdul Abigail Adam Adebayo Adrian Agnieszka Aidan Aisha Alan Alex Alexander Alice Alison Amanda Amina Amir
Amy Andrew Andrzej Angela Angharad Anil Anita Ann Anthony Anwar Ashley Asif Ayesha Barbara Barry Beata Ben Benjamin
Bethan Beverley Blessing Brendan Brian Bridget Bronwen Bryn Callum Calvin Cameron Carl Carol Caroline Carys Catherine
Ceri Charles Charlotte Chantelle Cheryl Chidi Christine Christopher Chukwuma Ciaran Claire Colin Connor Craig Curtis
Daiva Dale Damian Daniel Danielle Darius Darren David Dawn Dean Deborah Declan Delroy Denis Derek Desmond Diane Dilip
Dominic Donna Douglas Duncan Dylan Edward Eileen Elaine Eleanor Elizabeth Ellen Emeka Emily Emma Eoin Eric Erin Ewan
Farah Faisal Fatima Fiona Folake Frances Francis Frank Fraser Gareth Gary Gavin Gemma Geoffrey George Geraint Gillian
Giovanni Glenn Glyn Gordon Graham Grant Grzegorz Gurpreet Gwen Hamish Hannah Harjit Harry Hassan Hayley Heather Heidi
Helen Henry Hugh Hussain Huw Hywel Iain Ian Ibrahim Ifan Imran Ioan Iqbal Irene Isaac Isabel Ivan Iwan Jack Jacqueline
Jade Jamal Jamie Jan Jane Janet Janice Jason Jasmine Javed Jean Jeanette Jeffrey Jennifer Jeremy Jermaine Jerome Jessica
Jill Joan Joanne Jodie John Jonathan Jordan Joseph Joshua Joyce Julie Justin Kabir Kamal Karen Karl Katarzyna Kate
Kathleen Keeley Keith Kelly Kelvin Kenneth Kerry Kevin Khalid Kieran Kim Kirsty Kofi Krystyna Kwame Kyle Lakshmi Lamar
Lance Laura Lauren Lawrence Leanne Lee Leigh Leon Leroy Lesley Lewis Liam Linda Linton Lisa Llewellyn Llinos Lloyd
Lorraine Louis Louise Lucy Luke Lynn Magdalena Mahmood Mair Malcolm Manjit Marcin Marcus Margaret Maria Marie Marion
Mark Marlon Martin Marvin Mary Mateusz Matthew Maureen Maurice Megan Melanie Michael Michelle Mick Mihai Miles Mohammed
Moira Monika Morag Mustafa Myra Nadeem Nadia Naomi Natasha Nathan Nathaniel Neil Nerys Ngozi Niall Niamh Nicholas Nicola
Nigel Norman Nuala Olivia Olu Omar Owain Owen Padraig Pamela Parveen Patricia Patrick Paul Pauline Pawel Peter Philip
Piotr Priya Rachel Rafal Rajesh Ralph Ranjit Rashid Ravi Raymond Rebecca Reece Renee Rhian Rhodri Rhys Ricardo Richard
Rita Robert Robin Rodney Roger Roisin Roland Ronald Rory Rosemary Ross Roy Russell Ruth Ryan Sally Salman Samantha Samuel
Sandra Sanjay Sara Sarah Scott Sean Sebastian Shabnam Shane Shanice Sharon Shaun Sheila Shelley Shirley Sian Simon Sinead
Siobhan Sioned Sonia Stacey Stanley Stefan Stella Stephen Steven Stuart Sukhdev Suleiman Sunita Susan Suzanne Sylvia
Tanya Tariq Tegan Terence Teresa Thabo Thelma Theo Thomas Tiffany Timothy Tina Toby Tomasz Tony Tracey Trevor Troy Tunde
Tyrone Umar Una Vanessa Vera Veronica Victor Victoria Vijay Vincent Violet Wayne Wendy Wesley Wieslaw Wilfred William
Winston Wojciech Xavier Yasmin Yusuf Yvonne Zara Zbigniew Zoe Zofia
""".split()

SURNAMES = """
Abbott Abdi Abubakar Adams Adeyemi Afolabi Agyeman Ahmed Akhtar Akinola Aldridge Alexander Ali Allan Allen Amin Anderson
Andrews Anwar Appiah Archer Armstrong Arnold Asante Ashton Atkins Atkinson Austin Aziz Bailey Baker Baldwin Ball Banks
Barber Barker Barlow Barnes Barrett Barton Bates Baxter Begum Bell Bennett Benson Berry Bevan Bibi Bird Bishop Black
Blake Bloggs Boateng Bolton Bond Booth Bowen Boyle Bradley Brady Brennan Briggs Brookes Brown Bruce Bryant Buckley Burgess
Burke Burns Burton Butcher Butler Byrne Cadwallader Cameron Campbell Carey Carpenter Carr Carroll Carter Cartwright Chambers
Chan Chandler Chapman Charlton Chaudhry Clark Clarke Clayton Cole Coleman Collins Connolly Conway Cook Cooper Corbett Cox
Coyle Crawford Cross Cullen Cunningham Curran Curtis Dale Dalton Daly Daniels Davey Davidson Davies Davis Dawson Day Dean
Delaney Dennis Devlin Dhillon Dickinson Dixon Dobson Docherty Doherty Donaldson Donnelly Douglas Doyle Driscoll Duffy
Duncan Dunn Dyer Eaton Edmonds Edwards Elliott Ellis Emmanuel Evans Eze Farah Farrell Ferguson Finch Finnegan Fisher
Fitzgerald Fitzpatrick Fleming Fletcher Flynn Foley Forbes Ford Foster Fowler Fox Francis Fraser Freeman French Frost
Gallagher Garcia Gardner George Gibbons Gibbs Gibson Gilbert Giles Gill Glover Goddard Goodwin Gordon Grady Graham Grant
Gray Green Greenwood Gregory Griffin Griffiths Gupta Gwynne Hale Hall Hamilton Hammond Hancock Hanson Harding Harper Harris
Harrison Hart Hartley Harvey Hassan Hawkins Hayes Haynes Heath Henderson Henry Herbert Hewitt Hickey Higgins Hill Hobbs
Hodgson Holden Holland Holloway Holmes Hooper Hope Hopkins Horton Howard Howe Howells Hudson Hughes Humphries Hunt Hunter
Hurst Hussain Hussein Hutchinson Hyde Ibrahim Iqbal Islam Iwu Jackson Jacobs Jakubowski James Jankowski Jarvis Jenkins
Jennings John Johnson Johnston Jones Jordan Joseph Joshi Joyce Kamara Kaminski Kane Kapoor Kaur Kavanagh Kay Keane Kelly
Kemp Kennedy Kenny Kerr Khan King Kirby Knight Knowles Kowalczyk Kowalski Krawczyk Kumar Lamb Lambert Lane Larkin Lawrence
Lawson Leach Lee Leonard Lewandowski Lewis Lindsay Little Llewellyn Lloyd Lock Long Love Lowe Lucas Lynch Lyons MacDonald
Macleod Mahmood Malik Malone Mann Manning Marsh Marshall Martin Mason Matthews May McAllister McBride McCabe McCann
McCarthy McDermott McDonald McEvoy McGee McGrath McGuire McIntyre McKay McKenna McKenzie McLaughlin McLean McMahon McNally
McQueen Mehta Mellor Mensah Miah Middleton Miles Miller Mills Milne Mitchell Mohamed Molloy Moore Moran Morgan Morris
Morrison Moss Moyo Mullen Murphy Murray Musa Mwangi Myers Nash Naylor Nelson Newman Newton Nguyen Nicholls Nicholson Nkosi
Noble Nolan Norman Norris North Norton Nowak Nowicki Nwosu Obi Odell Ogden Okafor Oliver Onyango Orr Osborne Osei Owen Owusu
Page Palmer Parker Parkes Parry Parsons Patel Pawlak Payne Peacock Pearce Pearson Penrose Perera Perkins Perry Peters
Phillips Pickering Pike Piotrowski Pitt Plant Pollard Poole Pope Popescu Porter Potter Powell Pratt Preston Price Pritchard
Probert Prosser Pryce Quigley Quinn Rafferty Rahman Ramsey Randall Rashid Read Reddy Reed Rees Reeves Regan Reid Reilly
Reynolds Rhodes Richards Richardson Riley Roach Roberts Robertson Robinson Robson Rogers Rose Ross Rowe Rowlands Russell
Ryan Sadler Saeed Salmon Sanders Saunders Savage Schofield Scott Sesay Shah Sharma Sharp Shaw Shepherd Sheridan Short
Siddiqui Simmons Simpson Sinclair Singh Skinner Slater Smart Smith Snow Spencer Stacey Stanley Steele Stephens Stevens
Stewart Stokes Stone Stubbs Sullivan Summers Sutton Sweeney Swift Sykes Szymanski Tanner Taylor Thapa Thomas Thompson
Thornton Todd Tomlinson Townsend Tucker Turner Tyler Underwood Uddin Vaughan Vickers Vincent Wade Walker Wall Wallace
Walsh Walters Ward Warner Warren Waters Watkins Watson Watts Weaver Webb Webster Welch Wells West Weston Wheeler White
Whitehead Whitehouse Wilkins Wilkinson Willis Williams Williamson Wilson Winter Wisniewski Wojcik Wood Woods Woodward
Wright Wyatt Yates Yeboah Young Yusuf Zaman Zielinski
""".split()

ACCENTED = "Siân Zoë Renée Mòrag Llŷr Dŵynwen Gwenllïan Siôn Tomos Angélique Chloë Seán Róisín".split()

DRUGS = """
methadone buprenorphine Subutex Suboxone Espranor lofexidine naltrexone diazepam dihydrocodeine heroin crack cocaine cannabis
amphetamine benzodiazepines alcohol codeine zopiclone mirtazapine pregabalin gabapentin naloxone acamprosate disulfiram
""".split()

PEOPLE = """
client mother father sister brother partner keyworker worker GP nurse doctor probation officer solicitor psychiatrist
pharmacist midwife landlord hostel staff prison court team clinic agency supervisor manager family friend
""".split()

ACTIONS = """
attended refused missed declined requested completed started stopped cancelled arranged booked agreed confirmed transferred
discharged assessed reviewed increased reduced changed moved recalled remanded sentenced released admitted bailed tested
collected contacted phoned visited withdrew disengaged engaged returned left referred deferred
""".split()

THINGS = """
appointment assessment review script prescription dose treatment detox programme group session induction hearing sentence
release licence tag HDC ROTL bail remand hostel tenancy flat housing benefits claim job interview travel warrant medication
clinic care plan keywork referral letter phone call test result accommodation bed place address pick-up support consent
court date transfer wing cell healthcare segregation rehab aftercare Universal Credit bank account ID
""".split()

JOINING = """
the a to of and in on at for with from by is was has not will be now no new next until after before due
his her he she this that all as but or if when then also still daily weekly
""".split()

PLACES = """
Leeds Bradford Hull York Derby Leicester Stoke Luton Bristol Swansea Cardiff Newport Wrexham Exeter Plymouth Truro Salford
Bolton Oldham Preston Lancaster Carlisle Durham Sunderland Gateshead Lincoln Norwich Ipswich Oxford Reading Slough Dover
Camden Hackney Brixton Croydon Ealing Brent Lewisham Walsall Dudley Coventry Telford Hereford Bangor Rhyl
""".split()

LABELS = """
Date form completed|Date completed|Client name|Name of client|Surname|Forename(s)|First name|Full name|Date of birth|D.O.B.|DOB
Prisoner number|Prison No.|NOMIS number|NOMS no|Status|Criminal justice status|Remand / Sentenced / Released|Name of prison
Establishment|Prison code|Name of DAT|DAT code|Drug Action Team|DAT of residence|Name of original court|Court of appearance
Date of hearing|Court date|Release date|Initial release date|Key worker|Prison key worker|Name of CARAT worker|Telephone|Tel. no.
Phone number|SPOC|Single point of contact|Community case worker|Case manager|CJIT worker|Change of circumstances|Alert Form
Client Alert|Please tick all that apply|Tick one box only|Delete as appropriate|Change of release date|Change of court date
Change of key worker / case worker|Change of prison|Insert new prison and code|Insert new court and code|Insert details
Change of court appearance venue|Change of release status|From remand to sentenced / released|Client disengaged from treatment
Client re-engaged with treatment|Change of treatment delivered|Change in release plan|Death|Other (please specify)|Details
Signature of client|Signed|Print name|Date|Completed by|Agency|Address|Postcode|Fax|Email|For office use only|Page 1 of 2
CONFIDENTIAL|Section A: Client details|Part 2|Yes / No|Male / Female|Ethnicity|GP name|Next of kin|Consent to share information
Release plan|Activity form|Referral|Drug Interventions Programme|Prison details|Community details|Contact number|Ref|NHS number
To|From|cc|Version 3|Reason for change|New date|New worker|What has changed?|Does the client agree?|Housing|Benefits
Medication|Prescriber|Dose (ml)|Pharmacy|Supervised|Last dose|Gate pick-up required?|Licence conditions|Interpreter needed
""".strip().replace("\n", "|").split("|")

MONTHS = """
January February March April May June July August September October November December
""".split()
